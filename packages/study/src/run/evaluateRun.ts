import { existsSync } from 'node:fs';
import type { Registry, Runtime } from '@codistill/core';
import {
  type Checkpoint,
  checkWeights,
  decodeCheckpoint,
  deployedPeer,
  evaluateExamples,
  initWeights,
  learns,
  measureAll,
  resolveExperiment,
  stepDefinition,
} from '@codistill/core/engine';
import { folderFiles } from '@codistill/node';
import { answersNotFinite, failingEvaluation, missingCheckpoint, unknownSplit } from '../errors.ts';
import { startEngine } from './engine.ts';
import { failing } from './failing.ts';
import type { EvaluateJob, Message } from './messages.ts';
import { readBytes } from './readBytes.ts';

/**
 * Evaluates the networks of a checkpoint on splits of their dataset: 'test', 'validation' or
 * 'train'.
 * @throws InputError if the file is not a checkpoint, or a plugin throws.
 */
export async function evaluateRun(
  job: EvaluateJob,
  registry: Registry,
  say: (message: Message) => void,
): Promise<void> {
  if (!existsSync(job.path)) throw missingCheckpoint(job.path);
  const checkpoint = decodeCheckpoint(await readBytes(job.path), job.path);
  const { runtime, engine } = await startEngine(job.engine, registry);
  say({ type: 'engine', engine });
  const metrics = await metricsOf(job, checkpoint, registry, runtime).catch((error: unknown) => {
    throw failing(`The evaluation of ${job.path}`, error, failingEvaluation);
  });
  const { step, versions, experiment } = checkpoint;
  say({
    type: 'evaluated',
    metrics,
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
  registry: Registry,
  runtime: Runtime,
): Promise<Record<string, number>> {
  const files = folderFiles(job.data);
  const resolved = await resolveExperiment(checkpoint.experiment, registry, files);
  const { setup, dataset, experiment } = resolved;
  const deployed = setup.networks
    .filter(learns)
    .map((network) => ({ network: network.id, peer: deployedPeer(network) }));
  const saved = Object.entries(checkpoint.state.networks).map(
    ([id, { params, stats }]) => [id, { params, stats, path: job.path }] as const,
  );
  checkWeights(Object.fromEntries(saved), initWeights(setup));
  const program = await runtime.program(stepDefinition(setup));
  const metrics: Record<string, number> = {};
  try {
    await program.load(checkpoint.state);
    for (const split of job.splits) {
      const carved = split === 'validation' || split === 'train';
      const examples = carved ? resolved.train : resolved.splits.get(split);
      if (!examples) throw unknownSplit(split, [...resolved.splits.keys(), 'validation']);
      const positions = carved
        ? resolved.split[split]
        : Int32Array.from({ length: examples.size }, (_, i) => i);
      if (positions.length === 0) continue;
      const { evaluation, labels } = await evaluateExamples(
        program,
        dataset,
        examples,
        positions,
        experiment.batchSize,
      );
      const lost = Object.keys(evaluation).filter((id) => !evaluation[id]!.every(Number.isFinite));
      if (lost.length > 0) throw answersNotFinite(job.path, lost, split);
      for (const [name, value] of Object.entries(
        measureAll(evaluation, labels, dataset.classes, deployed),
      ))
        metrics[`${split}/${name}`] = value;
    }
  } finally {
    program.dispose();
  }
  return metrics;
}
