import { existsSync } from 'node:fs';
import type { Pass, Registry, Runtime } from '@codistill/core';
import {
  type Checkpoint,
  checkWeights,
  closingData,
  decodeCheckpoint,
  evaluatorOf,
  gathered,
  initWeights,
  type Resolved,
  resolveExperiment,
  stepDefinition,
} from '@codistill/core/engine';
import { folderFiles } from '@codistill/node';
import { checkpointAt } from '../attempts/files.ts';
import { answersNotFinite, failingEvaluation, missingCheckpoint, unknownSplit } from '../errors.ts';
import { startEngine } from './engine.ts';
import { failing } from './failing.ts';
import type { EvaluateJob, Message } from './messages.ts';
import { opening } from './opening.ts';
import { readBytes } from './readBytes.ts';

/**
 * Evaluates the networks of a checkpoint on splits of their dataset: 'test', 'validation' or
 * 'train'.
 * @throws InputError if the file is not a checkpoint, or a plugin throws.
 */
export async function evaluateRun(
  given: EvaluateJob,
  registry: Registry,
  say: (message: Message) => void,
): Promise<void> {
  const job = { ...given, path: checkpointAt(given.path) };
  if (!existsSync(job.path)) throw missingCheckpoint(job.path);
  const checkpoint = decodeCheckpoint(await readBytes(job.path), job.path);
  const { runtime, engine } = await startEngine(job.engine, registry);
  say({ type: 'engine', engine });
  const { metrics, measured } = await closingData(
    resolveExperiment(checkpoint.experiment, registry, folderFiles(job.data), opening()),
    (resolved) => metricsOf(job, checkpoint, resolved, runtime),
  ).catch((error: unknown) => {
    throw failing(`The evaluation of ${job.path}`, error, failingEvaluation);
  });
  const { step, versions, experiment } = checkpoint;
  say({
    type: 'evaluated',
    metrics,
    measured,
    about: {
      step,
      seed: experiment.seed,
      experiment,
      trainedOn: checkpoint.engine,
      evaluatedOn: engine,
      versions,
    },
  });
}

async function metricsOf(
  job: EvaluateJob,
  checkpoint: Checkpoint,
  resolved: Resolved,
  runtime: Runtime,
): Promise<Pick<Extract<Message, { readonly type: 'evaluated' }>, 'metrics' | 'measured'>> {
  const { setup } = resolved;
  const saved = Object.entries(checkpoint.state.networks).map(
    ([id, { params, stats }]) => [id, { params, stats, path: job.path }] as const,
  );
  checkWeights(Object.fromEntries(saved), initWeights(setup));
  const program = await runtime.program(stepDefinition(setup));
  const metrics: Record<string, number> = {};
  try {
    await program.load(checkpoint.state);
    for (const split of job.splits) {
      const pass = passOn(resolved, split);
      const evaluator = evaluatorOf(resolved, pass);
      let examples = 0;
      for await (const batch of gathered(program, resolved, pass)) {
        const lost = Object.keys(batch.peers).filter(
          (id) => !batch.peers[id]!.every(Number.isFinite),
        );
        if (lost.length > 0) throw answersNotFinite(job.path, lost, split);
        evaluator.add(batch);
        examples += batch.positions.length;
      }
      if (examples === 0) continue;
      for (const [name, value] of Object.entries(evaluator.end()))
        metrics[`${split}/${name}`] = value;
    }
  } finally {
    program.dispose();
  }
  return { metrics, measured: resolved.task.metrics };
}

/** The run's evaluation of a split; of a split that a run never evaluates, all its examples. */
function passOn({ passes, split: { train }, splits }: Resolved, split: string): Pass {
  const known = passes.find(({ name }) => name === split);
  if (known) return known;
  if (split === 'validation') return { name: 'validation', parts: [] };
  if (!splits.has(split)) throw unknownSplit(split, [...splits.keys(), 'validation']);
  const positions = split === 'train' ? { positions: train } : {};
  return { name: 'test', parts: [{ split, role: 'test', ...positions }] };
}
