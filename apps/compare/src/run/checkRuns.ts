import { type Dataset, initState, type Registry, resolveExperiment, train } from '@codistill/core';
import { folderFiles } from '@codistill/node';
import { failingPlugin } from '../errors.ts';
import { isInputError } from '../exit.ts';
import { allParameters } from './cost.ts';
import { edgesOf } from './edges.ts';
import { startEngine } from './engine.ts';
import type { Checked, CheckJob, Message } from './messages.ts';

/**
 * Builds every experiment, opens its data, and runs its networks and flow once, so that what is wrong is said before any training; times some steps where asked.
 * @throws InputError with the method's name where something is wrong, also where a plugin throws.
 */
export async function checkRuns(job: CheckJob, plain: Registry, say: (message: Message) => void): Promise<void> {
  const registry = openingDataOnce(plain);
  const { runtime, facts } = await startEngine(job.engine);
  say({ type: 'engine', engine: facts });
  const files = folderFiles(job.data);
  for (const use of job.observers) registry.build('observer', use);
  for (const { method, experiment } of job.experiments) {
    try {
      const resolved = await resolveExperiment(experiment, registry, files);
      edgesOf(resolved.setup);
      const steps = Math.min(job.steps, resolved.stepsPerEpoch * experiment.epochs);
      const timed = steps > 0 ? await time(steps) : {};
      const checked: Checked = {
        method,
        stepsPerEpoch: resolved.stepsPerEpoch,
        epochs: experiment.epochs,
        parameters: allParameters(resolved),
        ...timed,
      };
      say({ type: 'checked', checked });

      async function time(count: number): Promise<Partial<Checked>> {
        const { networks } = await initState(resolved.setup);
        const seconds: number[] = [];
        let since = performance.now();
        for await (const report of train(experiment, { registry, runtime, files, weights: networks, threads: facts.threads, test: 'last-epoch' })) {
          const now = performance.now();
          if (report.kind === 'step') seconds.push((now - since) / 1000);
          since = now;
          if (seconds.length >= count) break;
        }
        // The first step warms the engine up.
        const warm = seconds.slice(seconds.length > 1 ? 1 : 0).sort((a, b) => a - b);
        return { secondsPerStep: warm[Math.floor(warm.length / 2)]!, megabytes: Math.round(process.resourceUsage().maxRSS / 1024) };
      }
    } catch (error) {
      if (isInputError(error)) throw Object.assign(error, { message: error.message });
      throw failingPlugin(`The method "${method}"`, `${placed(error)}.`);
    }
  }
}

/** What was thrown, and the line of a plugin's file that threw it. */
function placed(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const line = /\(?((?:file:\/\/)?\/[^()\s]+:\d+:\d+)\)?/.exec(error.stack?.split('\n').slice(1).join('\n') ?? '')?.[1];
  return `${error.message.split('\n')[0]!.replace(/\.$/, '')}${line ? ` (${line.replace('file://', '')})` : ''}`;
}

/** The same registry, which gives the same dataset, opened once, for the same use: every method of a study trains on it. */
function openingDataOnce(registry: Registry): Registry {
  const datasets = new Map<string, Dataset>();
  const build: Registry['build'] = (kind, use) => {
    if (kind !== 'dataset') return registry.build(kind, use);
    const key = JSON.stringify(use);
    const known = datasets.get(key);
    if (known) return known as never;
    const made = registry.build('dataset', use);
    const opened = new Map<string, ReturnType<Dataset['open']>>();
    const once: Dataset = {
      ...made,
      open(split, files) {
        const found = opened.get(split) ?? made.open(split, files);
        opened.set(split, found);
        return found;
      },
    };
    datasets.set(key, once);
    return once as never;
  };
  return { ...registry, build };
}
