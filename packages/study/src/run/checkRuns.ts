import { createHash } from 'node:crypto';
import path from 'node:path';
import {
  type Files,
  isInputError,
  nameOf,
  type Observer,
  type Registry,
  type Runtime,
} from '@codistill/core';
import {
  beginRun,
  closingData,
  initWeights,
  type Resolved,
  resolveExperiment,
  type StartWeights,
  stepDefinition,
  tryPlans,
} from '@codistill/core/engine';
import { folderFiles } from '@codistill/node';
import { runsByCores, viewThreads } from '../capacity.ts';
import { inMethod } from '../errors.ts';
import { formatUse } from '../use/useText.ts';
import { allParameters, passesOfStep } from './cost.ts';
import { recordingFiles, splitDigests } from './dataSource.ts';
import { edgesOf } from './edges.ts';
import { startEngine } from './engine.ts';
import { failing } from './failing.ts';
import { checkMemory, memoryOf } from './memory.ts';
import type { Checked, CheckedExperiment, CheckJob, Message } from './messages.ts';
import { opening } from './opening.ts';
import { openingDataOnce } from './openingDataOnce.ts';
import { readBytes } from './readBytes.ts';
import { timeSteps } from './timeSteps.ts';
import { readFileWeights } from './weights.ts';

/**
 * Builds every experiment, opens its data, and runs its networks and flow once, so that errors are
 * reported before training. It times some steps if the job asks for it.
 * @throws InputError with the method's name if something is wrong, also if a plugin throws.
 */
export async function checkRuns(
  job: CheckJob,
  plain: Registry,
  say: (message: Message) => void,
): Promise<void> {
  const { registry, close } = openingDataOnce(plain);
  const { runtime, engine } = await startEngine(job.engine, registry);
  say({ type: 'engine', engine });
  const recorded = recordingFiles(folderFiles(job.data));
  const observers = job.observers.map((use) => {
    try {
      return registry.build('observer', use);
    } catch (error) {
      throw failing(`The observer "${nameOf(use)}"`, error);
    }
  });
  const data: Checks['data'] = { splits: {}, weights: {} };
  const checks: Checks = {
    job,
    registry,
    runtime,
    files: recorded.files,
    threads: engine.threads,
    viewThreads: viewThreads(engine.name, runsByCores({ ...job.engine, name: engine.name })),
    observers,
    activations: new Map(),
    notice: (sentence) => say({ type: 'notice', sentence }),
    data,
  };
  try {
    for (const experiment of job.experiments)
      say({ type: 'checked', checked: await checkExperiment(experiment, checks) });
    say({ type: 'data', data: { files: await recorded.digests(data.splits), ...data } });
  } finally {
    await close();
  }
}

/** What the checks of all experiments share, and what they find out about the data. */
interface Checks {
  readonly job: CheckJob;
  readonly registry: Registry;
  readonly runtime: Runtime;
  readonly files: Files;
  readonly threads: string;
  readonly viewThreads: number;
  readonly observers: readonly Observer[];
  /** Those of the networks that were counted, so that equal networks of methods are not again. */
  readonly activations: Map<string, number>;
  readonly notice: (sentence: string) => void;
  readonly data: {
    readonly splits: Record<string, Readonly<Record<string, string>>>;
    readonly weights: Record<string, string>;
  };
}

/** @throws InputError with the method's name if something is wrong with its experiment. */
async function checkExperiment(checked: CheckedExperiment, checks: Checks): Promise<Checked> {
  const { registry, files } = checks;
  try {
    return await closingData(
      resolveExperiment(checked.experiment, registry, files, opening(checks.notice)),
      (resolved) => checkResolved(resolved, checked, checks),
    );
  } catch (error) {
    throw failing(`The method "${checked.method}"`, error);
  }
}

async function checkResolved(
  resolved: Resolved,
  { method, experiment, starts }: CheckedExperiment,
  checks: Checks,
): Promise<Checked> {
  const { job, registry, runtime, files, observers, data } = checks;
  const { data: open, setup, stepsPerEpoch } = resolved;
  const parameters = allParameters(resolved);
  const { activations } = checks;
  const memory = await memoryOf(resolved, checks.viewThreads, { parameters, activations });
  if (job.trainsHere) checkMemory(memory);
  data.splits[formatUse(experiment.dataset)] ??= await splitDigests(open);
  edgesOf(setup);
  tryPlans(resolved);
  // Throws if the engine does not support what the experiment asks for.
  (await runtime.program(stepDefinition(setup))).dispose();
  const fromFiles = await readFileWeights(experiment, job);
  Object.assign(data.weights, await fileDigests(Object.values(fromFiles), job.weightsFrom));
  const untrained = await untrainedWeights(starts, registry, files);
  const weights = { ...fromFiles, ...untrained };
  const { state } = await beginRun(resolved, { weights, observers }).catch((error) => {
    throw job.experiments.length > 1 && isInputError(error) ? inMethod(method, error) : error;
  });
  const { networks } = state;
  const steps = Math.min(job.steps, stepsPerEpoch * experiment.epochs);
  return {
    method,
    stepsPerEpoch,
    epochs: experiment.epochs,
    parameters,
    passes: passesOfStep(setup),
    memory,
    ...(steps > 0 && (await timeSteps(experiment, steps, { ...checks, weights: networks }))),
  };
}

/** The digest of each file of weights, by its path relative to `folder`. */
async function fileDigests(
  weights: readonly { readonly path?: string }[],
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
 * Untrained weights for networks that start from other methods: the names and shapes that training
 * will produce.
 */
async function untrainedWeights(
  starts: CheckedExperiment['starts'],
  registry: Registry,
  files: Files,
): Promise<Record<string, StartWeights>> {
  const weights: Record<string, StartWeights> = {};
  for (const [id, { method, experiment, network }] of Object.entries(starts)) {
    const untrained = await closingData(
      resolveExperiment(experiment, registry, files, opening()),
      ({ setup }) => initWeights(setup)[network]!,
    );
    weights[id] = { ...untrained, path: `"${network}" of "${method}"` };
  }
  return weights;
}
