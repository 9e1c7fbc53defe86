import {
  Diverged,
  inlineLoader,
  type LoaderRequest,
  type Registry,
  train,
  type YieldedReport,
} from '@codistill/core';
import type { Resolved } from '@codistill/core/engine';
import { environment, folderFiles, workerLoader } from '@codistill/node';
import { startEngine } from './engine.ts';
import { finishedRun, measuredExamples } from './finishedRun.ts';
import { jsonFile } from './jsonFile.ts';
import type { EngineInfo, Message, TrainJob } from './messages.ts';
import { epochLines } from './metricsLog.ts';
import { observerFiles, observersOf, ownObservers } from './observers.ts';
import { progressMessage } from './progressMessage.ts';
import { type DivergedRun, type RunResult, resultFormat } from './result.ts';
import { checkpointFile, logFile, readCheckpoint } from './runCheckpoint.ts';
import { readWeights } from './weights.ts';

/**
 * Trains a run in a folder in which only this process writes, from its checkpoint if there is one.
 * Returns undefined if the run was stopped, or superseded by another process: then its last
 * checkpoint is not written.
 */
export async function trainInFolder(
  job: TrainJob,
  registry: Registry,
  say: (message: Message) => void,
  stopped: () => boolean,
  superseded: () => boolean = () => false,
): Promise<RunResult | undefined> {
  const { runtime, engine } = await startEngine(job.engine, registry);
  say({ type: 'engine', engine });
  let resolved: Resolved | undefined;
  const loader = async (request: LoaderRequest) => {
    resolved = request.resolved;
    say(started(request));
    return job.viewThreads > 0 && isWorthThreads(resolved)
      ? workerLoader({ workers: job.viewThreads })(request)
      : inlineLoader(request);
  };
  const options = await trainOptions(job, registry, engine);
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
        return stopped();
      },
      superseded,
    });
    const ended = await follow(reports, (report) => say(progressMessage(report, resolved!)));
    if (ended) {
      say({ type: 'stopped', step: ended.moment.step });
      return undefined;
    }
  } catch (error) {
    if (!(error instanceof Diverged)) throw error;
    return divergedRun(job, error);
  }
  return finishedRun(
    job,
    resolved!,
    measuredExamples(resolved!),
    await epochLines(logFile(job.folder)),
  );
}

/**
 * What a run needs for training besides its engine: data, weights, observers and the state from
 * which it resumes.
 */
async function trainOptions(job: TrainJob, registry: Registry, engine: EngineInfo) {
  const { folder } = job;
  const files = folderFiles(folder);
  const resume = await readCheckpoint(folder);
  const around = environment();
  await files.write('environment.json', jsonFile({ engine, ...around }));
  const { log, last } = ownObservers(files, job);
  return {
    files: folderFiles(job.data),
    ...(resume && { resume, resumePath: checkpointFile(folder) }),
    observers: [log, ...observersOf(job.observers, registry), ...last],
    observerFiles: (name: string) => observerFiles(folder, name),
    weights: await readWeights(job),
    threads: engine.threads,
    versions: around.versions,
  };
}

/**
 * Follows a training to its end, and tells of its progress. Returns the last report of a run that
 * was interrupted or superseded.
 */
async function follow(
  reports: AsyncIterable<YieldedReport>,
  progress: (report: YieldedReport) => void,
): Promise<YieldedReport | undefined> {
  let said = 0;
  for await (const report of reports) {
    if (report.kind !== 'step' || performance.now() - said > 500) {
      said = performance.now();
      progress(report);
    }
    if (report.ends && report.ends !== 'ended') return report;
  }
  return undefined;
}

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

/** Making views of small images takes less time than sending them from a thread. */
const isWorthThreads = ({ recipe: { batchSize, imageShape } }: Resolved) =>
  batchSize * imageShape.reduce((a, b) => a * b, 1) > 50_000;
