import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  Diverged,
  decodeCheckpoint,
  differingFields,
  type Files,
  inlineLoader,
  type LoaderRequest,
  labels,
  ofPeer,
  ofSplit,
  pairName,
  parseEdge,
  parseMetric,
  type Registry,
  type Report,
  type Resolved,
  train,
} from '@codistill/core';
import { environment, folderFiles, workerLoader } from '@codistill/node';
import { jsonl } from '@codistill/observers';
import { jsonText, type MetricLine, metricsOf, numberIn, selectedEpoch } from '@codistill/report';
import { anotherRun, runInUse } from '../errors.ts';
import { allParameters, deployedOf, passesOfStep } from './cost.ts';
import { startEngine } from './engine.ts';
import { removeHalfWritten, takeLock } from './lock.ts';
import type { Message, TrainJob } from './messages.ts';
import { cutLog, epochLines, syncFile } from './metricsLog.ts';
import { observersOf } from './observers.ts';
import { readBytes } from './readBytes.ts';
import { parseResult, type RunResult, resultFormat } from './result.ts';
import { readWeights } from './weights.ts';

const text = (value: unknown) => new TextEncoder().encode(`${jsonText(value, 1)}\n`);

/**
 * Trains a run in its folder, going on from its checkpoint where there is one, and says how it
 * goes. A checkpoint is written after every epoch and, within one, after some seconds; logs are cut
 * back to it on resuming. `stopped` is asked between steps: a run that is stopped saves first.
 */
export async function trainRun(
  job: TrainJob,
  registry: Registry,
  say: (message: Message) => void,
  stopped: () => boolean,
): Promise<void> {
  const { folder } = job;
  await mkdir(folder, { recursive: true });
  const lock = await lockRun(folder);
  try {
    await removeHalfWritten(folder);
    await checkExperiment(job);
    const known = await knownResult(folder);
    if (known) return say({ type: 'done', result: known });
    const result = await trainInFolder(job, registry, say, stopped);
    if (!result) return;
    await folderFiles(folder).write('result.json', text(result));
    say({ type: 'done', result });
  } finally {
    await lock.release();
  }
}

/**
 * Keeps the experiment with the run. @throws InputError where the folder's run is of another one.
 */
async function checkExperiment({ folder, experiment }: TrainJob): Promise<void> {
  const file = path.join(folder, 'experiment.json');
  if (!existsSync(file)) return folderFiles(folder).write('experiment.json', text(experiment));
  const fields = differingFields(
    JSON.parse(await readFile(file, 'utf8')),
    JSON.parse(JSON.stringify(experiment)),
  );
  if (fields.length > 0) throw anotherRun(folder, fields);
}

/** A run whose app was killed ends at its next step: it is waited for. */
async function lockRun(folder: string): Promise<{ release(): Promise<void> }> {
  for (let tries = 0; ; tries++) {
    const lock = await takeLock(path.join(folder, 'lock'));
    if ('release' in lock) return lock;
    if (tries > 600) throw runInUse(folder, lock.heldBy);
    await new Promise((done) => setTimeout(done, 200));
  }
}

async function knownResult(folder: string): Promise<RunResult | undefined> {
  const file = path.join(folder, 'result.json');
  return existsSync(file) ? parseResult(await readFile(file, 'utf8')) : undefined;
}

async function trainInFolder(
  job: TrainJob,
  registry: Registry,
  say: (message: Message) => void,
  stopped: () => boolean,
): Promise<RunResult | undefined> {
  const { folder, experiment, method } = job;
  const files = folderFiles(folder);
  const at = (name: string) => path.join(folder, name);
  const { runtime, facts } = await startEngine(job.engine);
  say({ type: 'engine', engine: facts });
  const resume = await readCheckpoint(folder);
  const around = environment();
  await files.write('environment.json', text({ engine: facts, ...around }));

  let resolved: Resolved | undefined;
  const loader = async (request: LoaderRequest) => {
    resolved = request.resolved;
    const fromStep = request.fromStep;
    say({
      type: 'started',
      steps: resolved.stepsPerEpoch * experiment.epochs,
      stepsPerEpoch: resolved.stepsPerEpoch,
      fromStep,
    });
    return job.viewThreads > 0 && isWorthThreads(resolved)
      ? workerLoader({ workers: job.viewThreads })(request)
      : inlineLoader(request);
  };
  const reports = train(experiment, {
    registry,
    runtime,
    files: folderFiles(job.data),
    loader,
    ...(resume && { resume, resumePath: at('checkpoint.safetensors') }),
    observers: [
      jsonl({ files, flush: 1, ...(job.stepLines !== undefined && { stepLines: job.stepLines }) }),
      ...observersOf(job.observers, registry, folder),
    ],
    weights: await readWeights(job),
    threads: facts.threads,
    versions: around.versions,
  });

  const timer = stopwatch(files);
  let last = performance.now();
  let said = 0;
  const save = async (report: Report) => {
    const bytes = await stateAt(report);
    if (!bytes) return;
    await syncFile(at('metrics.jsonl'));
    await files.write('checkpoint.safetensors', bytes);
    await timer.write(report.moment.epoch);
    last = performance.now();
  };
  try {
    for await (const report of reports) {
      timer.count(report);
      if (report.kind !== 'step' || performance.now() - last > 1000 * job.checkpointSeconds)
        await save(report);
      if (report.kind !== 'step' || performance.now() - said > 500) {
        said = performance.now();
        say(progressOf(report, resolved!));
      }
      // Messages and signals are heard between steps, for an engine that computes in this thread
      // leaves no other time.
      await new Promise((done) => setImmediate(done));
      if (stopped()) {
        if (report.kind === 'step') await save(report);
        say({ type: 'stopped', step: report.moment.step });
        return undefined;
      }
    }
  } catch (error) {
    if (!(error instanceof Diverged)) throw error;
    return {
      format: resultFormat,
      method,
      seed: experiment.seed,
      status: 'diverged',
      step: error.step,
      where: error.where,
      metrics: error.metrics,
      message: error.message,
    };
  }
  return finished(
    job,
    resolved!,
    await measuredExamples(resolved!, folderFiles(job.data)),
    await epochLines(at('metrics.jsonl')),
  );
}

/**
 * A report's checkpoint; undefined within an epoch whose weights are not finite. The next loss, or
 * the epoch's end, then says that the run diverged, in the same words whenever a checkpoint was due.
 */
async function stateAt(report: Report): Promise<Uint8Array | undefined> {
  try {
    return await report.checkpoint();
  } catch (error) {
    if (report.kind === 'step' && error instanceof Diverged) return undefined;
    throw error;
  }
}

/** Views of small images are made sooner than they are sent from a thread. */
const isWorthThreads = ({ recipe: { batchSize, imageShape } }: Resolved) =>
  batchSize * imageShape.reduce((a, b) => a * b, 1) > 50_000;

/** The checkpoint to go on from, with the metrics cut back to it; undefined to begin anew. */
async function readCheckpoint(folder: string): Promise<Uint8Array | undefined> {
  const file = path.join(folder, 'checkpoint.safetensors');
  const log = path.join(folder, 'metrics.jsonl');
  if (!existsSync(file)) {
    await cutLog(log, 0);
    return undefined;
  }
  const bytes = await readBytes(file);
  const { observers } = decodeCheckpoint(bytes, file);
  // Without its lines a checkpoint would go on with a log that has a hole.
  if (await cutLog(log, Number.parseInt(observers[0] ?? '0', 10))) return bytes;
  await cutLog(log, 0);
  return undefined;
}

const validationAccuracy = (peer: string) => ofSplit('validation', ofPeer('accuracy', peer));

function progressOf({ moment, metrics }: Report, { setup }: Resolved): Message {
  const deployed = Object.values(deployedOf(setup)).map((peer) =>
    moment.history[validationAccuracy(peer)]?.at(-1),
  );
  const known = deployed.filter((value) => value !== undefined);
  const edges = metrics.names.flatMap((name, i) => {
    const { split = 'train', measure, of } = parseMetric(name);
    const edge = split === 'train' && measure === 'weight' ? parseEdge(of ?? '') : undefined;
    return edge && /^(kl|l2)/.test(edge.loss) && edge.from !== labels
      ? [[pairName(edge), metrics.values[i]!] as const]
      : [];
  });
  const strongest = edges.sort((a, b) => b[1] - a[1])[0];
  return {
    type: 'progress',
    step: moment.step,
    megabytes: Math.round(process.memoryUsage.rss() / 2 ** 20),
    ...(known.length > 0 && {
      accuracy: known.reduce((sum, value) => sum + value, 0) / known.length,
    }),
    ...(strongest && strongest[1] > 0 && { teaches: strongest }),
  };
}

/**
 * Seconds and steps between checkpoints, as lines of timing.jsonl: what was lost by a kill is not
 * in them.
 */
function stopwatch(files: ReturnType<typeof folderFiles>) {
  let since = performance.now();
  let steps = 0;
  return {
    count: ({ kind }: Report) => {
      if (kind === 'step') steps++;
    },
    write: async (epoch: number) => {
      const now = performance.now();
      const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
      await files.append(
        'timing.jsonl',
        `${JSON.stringify({ epoch, steps, seconds: Math.round(now - since) / 1000, megabytes })}\n`,
      );
      since = now;
      steps = 0;
    },
  };
}

function finished(
  { method, experiment }: TrainJob,
  resolved: Resolved,
  examples: Readonly<Record<string, number>>,
  lines: readonly MetricLine[],
): RunResult {
  const { setup, dataset } = resolved;
  const last = lines.at(-1)!;
  const step = passesOfStep(setup);
  const times = (passes: Readonly<Record<string, number>>) =>
    Object.fromEntries(Object.entries(passes).map(([id, count]) => [id, count * last.step]));
  const deployed = deployedOf(setup);
  const selected = selectedLine(lines, Object.values(deployed));
  return {
    format: resultFormat,
    method,
    seed: experiment.seed,
    status: 'finished',
    steps: last.step,
    epochs: lines.length,
    classes: dataset.classes,
    examples,
    deployed,
    parameters: allParameters(resolved),
    passes: { forward: times(step.forward), backward: times(step.backward) },
    last: metricsOf(last),
    ...(selected && { selected: { epoch: selected.epoch, metrics: metricsOf(selected) } }),
  };
}

/**
 * Of the epochs after which the test split was evaluated, or of all where a dataset has none, the
 * first with the highest mean validation accuracy of `peers`; undefined where there are not two.
 */
function selectedLine(
  lines: readonly MetricLine[],
  peers: readonly string[],
): MetricLine | undefined {
  const isTested = (line: MetricLine) =>
    Object.keys(line).some((name) => parseMetric(name).split === 'test');
  const some = lines.some(isTested);
  const epoch = selectedEpoch(
    lines.map((line) => {
      if (some && !isTested(line)) return undefined;
      const values = peers.map((peer) => line[validationAccuracy(peer)]);
      if (values.length === 0 || values.includes(undefined)) return undefined;
      return values.map(numberIn).reduce((sum, value) => sum + value, 0);
    }),
  );
  return epoch === undefined ? undefined : lines[epoch];
}

/** The sizes of the splits that are measured. */
async function measuredExamples({ dataset, split }: Resolved, data: Files) {
  return {
    ...(split.validation.length > 0 && { validation: split.validation.length }),
    ...(dataset.splits.includes('test') && { test: (await dataset.open('test', data)).size }),
  };
}
