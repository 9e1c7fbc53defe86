import { execFile } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { defineCommand } from 'citty';
import { dataOrFiles, notOffered } from './errors.ts';
import { jpegFiles } from './imagesFiles.ts';
import { type Engine, parseEngines, peersPython, pythonFor } from './peers.ts';
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
 * `pnpm bench epoch` times whole epochs of CIFAR-100, or of JPEG files. Each engine runs alone,
 * `rounds` times in turn.
 */
export const epoch = defineCommand({
  meta: {
    name: 'epoch',
    description:
      'Times whole epochs of CIFAR-100 or of JPEG files with augmentation, and how much longer they are than their steps.',
  },
  args: {
    data: { type: 'string', valueHint: 'FOLDER', description: 'The folder of CIFAR-100' },
    files: {
      type: 'string',
      valueHint: 'SIDE',
      description:
        'Instead of CIFAR-100: JPEG files of so many pixels, which are made, with random resized crops of them; our engines alone have them',
    },
    engines: {
      type: 'string',
      description:
        'Which; default codistill-graph, and without --files pytorch-eager, pytorch-channels-last, pytorch-compile',
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
    if ((args.data === undefined) === (args.files === undefined)) throw dataOrFiles();
    const peers = args.files === undefined ? `,${pytorchEngines}` : '';
    const engines = parseEngines(args.engines ?? `codistill-graph${peers}`);
    const examples = Number(args.examples);
    const files =
      args.files === undefined ? undefined : await filesOf(Number(args.files), examples, engines);
    const python = await pythonFor(engines, say);
    const given = {
      depths: Array.from({ length: Number(args.peers) }, () => 20),
      batch: Number(args.batch),
      data: files?.folder ?? path.resolve(args.data!),
      ...(files && { image: files.side }),
      examples,
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

const pytorchEngines = 'pytorch-eager,pytorch-channels-last,pytorch-compile';

async function filesOf(side: number, count: number, engines: readonly Engine[]) {
  if (!Number.isInteger(side) || side < 8)
    throw notOffered('files', String(side), 'whole numbers from 8');
  const other = engines.find((engine) => !engine.startsWith('codistill'));
  if (other) throw notOffered('engines', other, 'codistill-graph or codistill-wasm with --files');
  const files = { count, height: side, width: side, quality: 90 };
  const folder = await jpegFiles(`files-${side}-${count}`, files, await peersPython(say), say);
  return { folder, side };
}

function epochTable(
  all: readonly EpochTimes[],
  given: {
    readonly depths: readonly number[];
    readonly batch: number;
    readonly examples: number;
    readonly perturb: boolean;
    readonly image?: number;
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
  const images =
    given.image === undefined
      ? 'images of CIFAR-100 an epoch, padded crop and mirror'
      : `JPEG files of ${given.image} pixels an epoch, random resized crop and mirror`;
  const what = `${given.depths.length} ResNet-20, batch ${given.batch}, ${given.examples} ${images}${given.perturb ? ", and the paper's perturbations" : ''}`;
  return `### ${what}\n\n| engine | last epoch, ms a step | relative to PyTorch's fastest | epoch relative to its steps alone | peak resident size, MB |\n|---|---|---|---|---|\n${rows.join('\n')}\n\n${os.cpus().length} cores of ${os.cpus()[0]?.model.trim()}; ${engines.map((engine) => `${engine}: ${all.find((times) => times.engine === engine)!.version}`).join('; ')}.\n\nMade by \`${command}\`.\n`;
}
