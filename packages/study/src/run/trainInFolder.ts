import { createHash } from 'node:crypto';
import path from 'node:path';
import {
  Diverged,
  inlineLoader,
  type LoaderRequest,
  train,
  type YieldedReport,
} from '@codistill/core';
import type { Resolved } from '@codistill/core/engine';
import { environment, folderFiles, workerLoader } from '@codistill/node';
import type { LoadedPlugins } from '../plugins/loadPlugins.ts';
import { moduleSources } from '../sources.ts';
import { splitDigests } from './dataSource.ts';
import { startEngine } from './engine.ts';
import { checkEngine, checkSplits, checkVersions } from './expected.ts';
import { finishedRun } from './finishedRun.ts';
import { jsonFile } from './jsonFile.ts';
import { checkMemory, memoryOf } from './memory.ts';
import type { EngineInfo, Message, TrainJob } from './messages.ts';
import { epochLines } from './metricsLog.ts';
import { observerFiles, observersOf, ownObservers } from './observers.ts';
import { opening } from './opening.ts';
import { progressMessage } from './progressMessage.ts';
import { readBytes } from './readBytes.ts';
import { type DivergedRun, type RunResult, resultFormat } from './result.ts';
import { readWeights } from './weights.ts';

/** How a run is trained in a folder. */
export interface TrainInFolderOptions {
  readonly plugins: LoadedPlugins;
  /** The checkpoint to resume from, by a name of its own for messages. */
  readonly resume?: { readonly file: string; readonly name: string };
  readonly say: (message: Message) => void;
  /** Asked between steps; a run that is interrupted saves first. */
  readonly interrupted: () => boolean;
  /** Whether it goes on although data or plugins changed since its checkpoint. */
  readonly anyway: boolean;
  /** Asked before a checkpoint is written; a run that is superseded writes nothing more. */
  readonly superseded: () => boolean;
}

/**
 * Trains a run in a folder in which only this process writes. Returns its result, or how it ended
 * without one.
 */
export async function trainInFolder(
  job: TrainJob,
  given: TrainInFolderOptions,
): Promise<RunResult | 'interrupted' | 'superseded'> {
  const { say } = given;
  const { registry } = given.plugins;
  const { expected } = job;
  if (expected) checkVersions(expected);
  const { runtime, engine } = await startEngine(job.engine, registry);
  say({ type: 'engine', engine });
  if (expected) checkEngine(expected, engine);
  let resolved: Resolved | undefined;
  const loader = async (request: LoaderRequest) => {
    resolved = request.resolved;
    if (expected?.splits) checkSplits(expected, await splitDigests(resolved.data), job.data);
    checkMemory(await memoryOf(resolved, job.viewThreads));
    say(started(request));
    return job.viewThreads > 0 && isWorthThreads(resolved)
      ? workerLoader({ workers: job.viewThreads, notice })(request)
      : inlineLoader(request);
  };
  const options = await trainOptions(job, given, engine);
  try {
    const reports = train(job.experiment, {
      ...options,
      registry,
      runtime,
      loader,
      // This handles messages and signals between steps, because an engine that computes in this
      // thread leaves no other time.
      interrupted: async () => {
        await new Promise((done) => setImmediate(done));
        return given.interrupted();
      },
      superseded: given.superseded,
    });
    const ended = await follow(reports, (report) => say(progressMessage(report, resolved!)));
    if (ended) return ended;
  } catch (error) {
    if (!(error instanceof Diverged)) throw error;
    return divergedRun(job, error);
  }
  const lines = await epochLines(path.join(job.folder, 'metrics.jsonl'));
  return finishedRun(job, resolved!, lines);
}

/**
 * What a run needs for training besides its engine: data, weights, observers and the state from
 * which it resumes.
 */
async function trainOptions(
  job: TrainJob,
  { plugins, resume, anyway }: TrainInFolderOptions,
  engine: EngineInfo,
) {
  const { folder } = job;
  const files = folderFiles(folder);
  const around = environment();
  await files.write('environment.json', jsonFile({ engine, ...around }));
  const { log, last } = ownObservers(files, job);
  return {
    files: folderFiles(job.data),
    ...opening(),
    ...(resume && { resume: await readBytes(resume.file), resumePath: resume.name }),
    observers: [log, ...observersOf(job.observers, plugins.registry), ...last],
    observerFiles: (name: string) => observerFiles(folder, name),
    weights: await readWeights(job),
    sources: await pluginSources(plugins),
    ...(anyway && { anyway: notice }),
    threads: engine.threads,
    versions: around.versions,
  };
}

/**
 * Follows a training to its end, and tells of its progress. Returns how a run ended that was
 * interrupted or superseded.
 */
async function follow(
  reports: AsyncIterable<YieldedReport>,
  progress: (report: YieldedReport) => void,
): Promise<'interrupted' | 'superseded' | undefined> {
  let said = 0;
  for await (const report of reports) {
    if (report.kind !== 'step' || performance.now() - said > 500) {
      said = performance.now();
      progress(report);
    }
    if (report.ends && report.ends !== 'ended') return report.ends;
  }
  return undefined;
}

/** Digests of the modules of a job's plugins, by the names of the plugins. */
async function pluginSources({ modules }: LoadedPlugins): Promise<Record<string, string>> {
  const sources = await moduleSources(modules);
  return Object.fromEntries(
    sources.map(({ plugins: names, files }) => [
      `the module of ${names.join(', ')}`,
      createHash('sha256').update(JSON.stringify(files)).digest('hex'),
    ]),
  );
}

/**
 * A person reads in the output of the run why views are made in its own thread, and what changed.
 */
const notice = (sentence: string) => process.stderr.write(`${sentence}\n`);

const started = ({ resolved, fromStep }: LoaderRequest): Message => ({
  type: 'started',
  steps: resolved.stepsPerEpoch * resolved.experiment.epochs,
  stepsPerEpoch: resolved.stepsPerEpoch,
  fromStep,
});

const divergedRun = (
  { method, experiment }: TrainJob,
  { step, where, metrics, message }: Diverged,
): DivergedRun => ({
  format: resultFormat,
  method,
  seed: experiment.seed,
  status: 'diverged',
  step,
  where,
  metrics,
  message,
});

/**
 * Making views of small images takes less time than sending them from a thread, unless they are
 * decoded.
 */
const isWorthThreads = ({ data, recipe: { batchSize, imageShape } }: Resolved) =>
  data.index !== undefined || batchSize * imageShape.reduce((a, b) => a * b, 1) > 50_000;
