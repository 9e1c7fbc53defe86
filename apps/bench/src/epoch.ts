import { execFile } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { defineCommand } from 'citty';
import { type Engine, parseEngines, pythonFor } from './peers.ts';
import { median } from './step.ts';
import { commandLine, say, tell } from './workloads.ts';

/**
 * Epoch times of one engine: the seconds per step of the last epoch, including everything that a
 * step waits for.
 */
export interface EpochTimes {
  readonly engine: string;
  readonly secondsPerStep: readonly number[];
  /** Seconds of the steps alone; only for our engines. */
  readonly stepSeconds?: readonly number[];
  readonly megabytes: number;
  readonly version: string;
}
const here = path.dirname(fileURLToPath(import.meta.url));
const run = promisify(execFile);

async function timesOf(
  engine: Engine,
  python: string,
  given: Readonly<Record<string, unknown>>,
): Promise<EpochTimes> {
  const variant = engine.slice(engine.indexOf('-') + 1);
  const text = JSON.stringify({ ...given, variant });
  const [command, script] = engine.startsWith('codistill')
    ? [process.execPath, path.join(here, 'epochRun.js')]
    : [python, path.resolve(here, '../peers/torch_epoch.py')];
  const { stdout } = await run(command, [script, text], { maxBuffer: 2 ** 26 });
  const line = stdout.split('\n').find((each) => each.startsWith('{"'))!;
  return { engine, ...(JSON.parse(line) as Omit<EpochTimes, 'engine'>) };
}

/**
 * `pnpm bench epoch` times whole epochs of CIFAR-100. Each engine runs alone, `rounds` times in
 * turn.
 */
export const epoch = defineCommand({
  meta: {
    name: 'epoch',
    description:
      'Times whole CIFAR-100 epochs with augmentation, and how much longer they are than their steps.',
  },
  args: {
    data: {
      type: 'string',
      required: true,
      valueHint: 'FOLDER',
      description: 'The folder of CIFAR-100',
    },
    engines: {
      type: 'string',
      default: 'codistill-graph,pytorch-eager,pytorch-channels-last,pytorch-compile',
      description: 'Which',
    },
    peers: { type: 'string', default: '2', description: 'How many ResNet-20' },
    batch: { type: 'string', default: '128', description: 'Examples in a batch' },
    examples: { type: 'string', default: '12800', description: 'Examples in an epoch' },
    epochs: { type: 'string', default: '2', description: 'Epochs; the last is timed' },
    rounds: { type: 'string', default: '1', description: 'How often each engine runs' },
    workers: {
      type: 'string',
      default: '1',
      description: "Threads or processes that load, ours and PyTorch's",
    },
    perturb: {
      type: 'boolean',
      default: false,
      description: "With the paper's perturbations: our engines alone have them",
    },
    json: { type: 'string', description: 'Write the times to this file' },
    markdown: { type: 'string', description: 'Write the table to this file' },
  },
  async run({ args }) {
    const engines = parseEngines(args.engines);
    const python = await pythonFor(engines, say);
    const given = {
      depths: Array.from({ length: Number(args.peers) }, () => 20),
      batch: Number(args.batch),
      data: path.resolve(args.data),
      examples: Number(args.examples),
      epochs: Number(args.epochs),
      workers: Number(args.workers),
      perturb: args.perturb,
    };
    const all: EpochTimes[] = [];
    for (let round = 0; round < Number(args.rounds); round++) {
      for (const engine of engines) {
        const times = await timesOf(engine, python, given);
        all.push(times);
        say(
          `${engine}: ${(1000 * times.secondsPerStep.at(-1)!).toFixed(0)} ms a step of the last epoch${times.stepSeconds ? `, its steps alone ${(1000 * times.stepSeconds.at(-1)!).toFixed(0)} ms` : ''}`,
        );
      }
    }
    await tell(args, all, epochTable(all, given, commandLine()));
  },
});

function epochTable(
  all: readonly EpochTimes[],
  given: {
    readonly depths: readonly number[];
    readonly batch: number;
    readonly examples: number;
    readonly perturb: boolean;
  },
  command: string,
): string {
  const engines = [...new Set(all.map(({ engine }) => engine))];
  const value = (engine: string, pick: (times: EpochTimes) => number | undefined) => {
    const found = all
      .filter((times) => times.engine === engine)
      .flatMap((times) => pick(times) ?? []);
    return found.length > 0 ? median(found) : undefined;
  };
  const last = (engine: string) =>
    1000 * value(engine, ({ secondsPerStep }) => secondsPerStep.at(-1))!;
  const best = Math.min(...engines.filter((engine) => engine.startsWith('pytorch')).map(last));
  const rows = engines.map((engine) => {
    const steps = value(engine, ({ stepSeconds }) => stepSeconds?.at(-1));
    return `| ${engine} | ${last(engine).toFixed(0)} | ${Number.isFinite(best) ? (last(engine) / best).toFixed(2) : ''} | ${steps === undefined ? '' : (last(engine) / (1000 * steps)).toFixed(3)} | ${value(engine, ({ megabytes }) => megabytes)!.toFixed(0)} |`;
  });
  const what = `${given.depths.length} ResNet-20, batch ${given.batch}, ${given.examples} images of CIFAR-100 an epoch, padded crop and mirror${given.perturb ? ", and the paper's perturbations" : ''}`;
  return `### ${what}\n\n| engine | last epoch, ms a step | relative to PyTorch's fastest | epoch relative to its steps alone | peak resident size, MB |\n|---|---|---|---|---|\n${rows.join('\n')}\n\n${os.cpus().length} cores of ${os.cpus()[0]?.model.trim()}; ${engines.map((engine) => `${engine}: ${all.find((times) => times.engine === engine)!.version}`).join('; ')}.\n\nMade by \`${command}\`.\n`;
}
