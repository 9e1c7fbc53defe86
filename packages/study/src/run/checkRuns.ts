import { createHash } from 'node:crypto';
import path from 'node:path';
import {
  type Dataset,
  type Files,
  isInputError,
  nameOf,
  type Registry,
  train,
} from '@codistill/core';
import {
  beginRun,
  initWeights,
  resolveExperiment,
  type StartWeights,
  stepDefinition,
  tryPlans,
} from '@codistill/core/engine';
import { folderFiles } from '@codistill/node';
import { inMethod } from '../errors.ts';
import { formatUse } from '../use/useText.ts';
import { allParameters, passesOfStep } from './cost.ts';
import { recordingFiles, splitDigests } from './dataSource.ts';
import { edgesOf } from './edges.ts';
import { startEngine } from './engine.ts';
import { failing } from './failing.ts';
import type { Checked, CheckedExperiment, CheckJob, Message } from './messages.ts';
import { readBytes } from './readBytes.ts';
import { readFileWeights } from './weights.ts';

/**
 * Builds every experiment, opens its data, and runs its networks and flow once, so that what is
 * wrong is said before any training; times some steps where asked.
 * @throws InputError with the method's name where something is wrong, also where a plugin throws.
 */
export async function checkRuns(
  job: CheckJob,
  plain: Registry,
  say: (message: Message) => void,
): Promise<void> {
  const registry = openingDataOnce(plain);
  const { runtime, engine } = await startEngine(job.engine);
  say({ type: 'engine', engine });
  const { files, digests } = recordingFiles(folderFiles(job.data));
  const splits: Record<string, Readonly<Record<string, string>>> = {};
  const weightFiles: Record<string, string> = {};
  const observers = job.observers.map((use) => {
    try {
      return registry.build('observer', use);
    } catch (error) {
      throw failing(`The observer "${nameOf(use)}"`, error);
    }
  });
  for (const { method, experiment, starts } of job.experiments) {
    try {
      const resolved = await resolveExperiment(experiment, registry, files);
      splits[formatUse(experiment.dataset)] ??= await splitDigests(
        resolved.dataset,
        resolved.splits,
      );
      edgesOf(resolved.setup);
      tryPlans(resolved);
      // Refused where the engine has not what the experiment asks for.
      (await runtime.program(stepDefinition(resolved.setup))).dispose();
      const fromFiles = await readFileWeights(experiment, job);
      Object.assign(weightFiles, await fileDigests(Object.values(fromFiles), job.weightsFrom));
      const weights = {
        ...fromFiles,
        ...(await untrainedWeights(starts, registry, files)),
      };
      const { networks } = await beginRun(resolved, { weights, observers }).catch((error) => {
        throw job.experiments.length > 1 && isInputError(error) ? inMethod(method, error) : error;
      });
      const steps = Math.min(job.steps, resolved.stepsPerEpoch * experiment.epochs);
      const timed = steps > 0 ? await time(steps) : {};
      const checked: Checked = {
        method,
        stepsPerEpoch: resolved.stepsPerEpoch,
        epochs: experiment.epochs,
        parameters: allParameters(resolved),
        passes: passesOfStep(resolved.setup),
        ...timed,
      };
      say({ type: 'checked', checked });

      async function time(count: number): Promise<Partial<Checked>> {
        const seconds: number[] = [];
        let since = performance.now();
        for await (const report of train(
          { ...experiment, evaluate: 'last-epoch' },
          {
            registry,
            runtime,
            files,
            weights: networks,
            threads: engine.threads,
          },
        )) {
          const now = performance.now();
          if (report.kind === 'step') seconds.push((now - since) / 1000);
          since = now;
          if (seconds.length >= count) break;
        }
        // The first step warms the engine up.
        const warm = seconds.slice(seconds.length > 1 ? 1 : 0).sort((a, b) => a - b);
        return {
          secondsPerStep: warm[Math.floor(warm.length / 2)]!,
          megabytes: Math.round(process.resourceUsage().maxRSS / 1024),
        };
      }
    } catch (error) {
      throw failing(`The method "${method}"`, error);
    }
  }
  say({ type: 'data', data: { files: digests, splits, weights: weightFiles } });
}

/** The digest of each file of weights, by its path from `folder`. */
async function fileDigests(
  weights: readonly StartWeights[],
  folder: string,
): Promise<Readonly<Record<string, string>>> {
  const digests: Record<string, string> = {};
  for (const { path: file } of weights)
    if (file !== undefined)
      digests[path.relative(folder, file).replaceAll(path.sep, '/')] = createHash('sha256')
        .update(await readBytes(file))
        .digest('hex');
  return digests;
}

/**
 * What networks of other methods have before their training: the names and shapes that will be
 * there after it.
 */
async function untrainedWeights(
  starts: CheckedExperiment['starts'],
  registry: Registry,
  files: Files,
): Promise<Record<string, StartWeights>> {
  const weights: Record<string, StartWeights> = {};
  for (const [id, { method, experiment, network }] of Object.entries(starts)) {
    const { setup } = await resolveExperiment(experiment, registry, files);
    weights[id] = { ...initWeights(setup)[network]!, path: `"${network}" of "${method}"` };
  }
  return weights;
}

/**
 * The same registry, which gives the same dataset, opened once, for the same use: every method of a
 * study trains on it.
 */
function openingDataOnce(registry: Registry): Registry {
  const datasets = new Map<string, Dataset>();
  const build: Registry['build'] = (kind, use) => {
    if (kind !== 'dataset') return registry.build(kind, use);
    const key = JSON.stringify(use);
    const known = datasets.get(key);
    if (known) return known as never;
    const made = registry.build(kind, use) as Dataset;
    // What is no dataset is refused where it is opened.
    if (typeof made?.open !== 'function') return made as never;
    const opened = new Map<string, ReturnType<Dataset['open']>>();
    const open: Dataset['open'] = (split, files) => {
      const found = opened.get(split) ?? made.open(split, files);
      opened.set(split, found);
      return found;
    };
    const once = Object.assign(Object.create(made) as Dataset, { open });
    datasets.set(key, once);
    return once as never;
  };
  return { ...registry, build };
}
