import {
  Diverged,
  inlineLoader,
  type LoaderRequest,
  type Registry,
  type Report,
  train,
} from '@codistill/core';
import type { Resolved } from '@codistill/core/engine';
import { environment, folderFiles, workerLoader } from '@codistill/node';
import { jsonl } from '@codistill/observers';
import { startEngine } from './engine.ts';
import { finishedRun, measuredExamples } from './finishedRun.ts';
import { jsonFile } from './jsonFile.ts';
import type { EngineInfo, Message, TrainJob } from './messages.ts';
import { epochLines } from './metricsLog.ts';
import { observersOf } from './observers.ts';
import { progressMessage } from './progressMessage.ts';
import { type DivergedRun, type RunResult, resultFormat } from './result.ts';
import { checkpointFile, logFile, readCheckpoint, saverIn } from './runCheckpoint.ts';
import { readWeights } from './weights.ts';

/**
 * Trains a run in a folder that this process has locked, from its checkpoint if there is one.
 * Returns undefined if the run was stopped.
 */
export async function trainInFolder(
  job: TrainJob,
  registry: Registry,
  say: (message: Message) => void,
  stopped: () => boolean,
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
    const reports = train(job.experiment, { ...options, registry, runtime, loader });
    const whole = await follow(reports, job, (report) => progressMessage(report, resolved!), {
      say,
      stopped,
    });
    if (!whole) return undefined;
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
  return {
    files: folderFiles(job.data),
    ...(resume && { resume, resumePath: checkpointFile(folder) }),
    observers: [
      jsonl({ files, flush: 1, ...(job.stepLines !== undefined && { stepLines: job.stepLines }) }),
      ...observersOf(job.observers, registry, folder),
    ],
    weights: await readWeights(job),
    threads: engine.threads,
    versions: around.versions,
  };
}

/**
 * Follows a training to its end. It saves at the end of every epoch and, within an epoch, after
 * some seconds, and it reports progress. Returns false if the run was stopped, which saves first.
 */
async function follow(
  reports: AsyncIterable<Report>,
  { folder, checkpointSeconds }: TrainJob,
  progress: (report: Report) => Message,
  { say, stopped }: { say: (message: Message) => void; stopped: () => boolean },
): Promise<boolean> {
  const saver = saverIn(folder);
  let said = 0;
  for await (const report of reports) {
    saver.count(report);
    if (report.kind !== 'step' || saver.seconds() > checkpointSeconds) await saver.save(report);
    if (report.kind !== 'step' || performance.now() - said > 500) {
      said = performance.now();
      say(progress(report));
    }
    // This handles messages and signals between steps, because an engine that computes in this
    // thread leaves no other time.
    await new Promise((done) => setImmediate(done));
    if (!stopped()) continue;
    if (report.kind === 'step') await saver.save(report);
    say({ type: 'stopped', step: report.moment.step });
    return false;
  }
  return true;
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
