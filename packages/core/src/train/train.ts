import {
  type Checkpoint,
  checkResume,
  decodeCheckpoint,
  encodeCheckpoint,
  savedTask,
} from '../checkpoint/checkpoint.ts';
import type { Files, Loader } from '../contracts/data.ts';
import type { Experiment } from '../contracts/experiment.ts';
import type { NetworkId } from '../contracts/ids.ts';
import type { Moment } from '../contracts/moment.ts';
import type { Observer, Report } from '../contracts/observer.ts';
import type { Program, Runtime, StepMetrics } from '../contracts/program.ts';
import type { Pass } from '../contracts/task.ts';
import { type Resolved, resolveExperiment } from '../data/resolve.ts';
import { momentAt, perturbedAt, viewMaker } from '../data/views.ts';
import type { Registry } from '../plugins/registry.ts';
import { stepDefinition } from '../step/step.ts';
import { checkState, type StartWeights } from '../step/weights.ts';
import { beginRun } from './beginRun.ts';
import { type Close, closeAll } from './closeAll.ts';
import { closeEpoch, lastOf, measurePass, metricsOf, passOf } from './epoch.ts';
import { staleCheckpoint } from './errors.ts';
import { checkFiniteLoss, checkFiniteState } from './finite.ts';
import { planAt } from './planAt.ts';
import { testInterval } from './testInterval.ts';

/** What a loader receives. */
export interface LoaderRequest {
  readonly resolved: Resolved;
  readonly registry: Registry;
  /** The first step whose views the run will request. */
  readonly fromStep: number;
}

/** What `train` needs besides the experiment. */
export interface TrainOptions {
  readonly registry: Registry;
  readonly runtime: Runtime;
  /** The data folder of the dataset. */
  readonly files: Files;
  /** Makes views ahead of the step. Default: in line. */
  readonly loader?: (request: LoaderRequest) => Loader | Promise<Loader>;
  /** The checkpoint to resume from. */
  readonly resume?: Uint8Array;
  /** The name of the checkpoint's file for messages. */
  readonly resumePath?: string;
  readonly observers?: readonly Observer[];
  /**
   * Weights of trained networks that replace the random initial values, such as those of teachers.
   */
  readonly weights?: Readonly<Record<NetworkId, StartWeights>>;
  /**
   * The engine's thread setting, stored in checkpoints because it determines the last bits of
   * results. Default 'default'.
   */
  readonly threads?: string;
  /** Versions of packages to store in checkpoints. */
  readonly versions?: Readonly<Record<string, string>>;
}

/** A loader that makes views when the run requests them. */
export function inlineLoader({ resolved }: LoaderRequest): Loader {
  const views = viewMaker(
    resolved.recipe,
    resolved.train,
    resolved.split.train,
    resolved.stepsPerEpoch,
  );
  return { views, close: async () => {} };
}

/**
 * Trains, and yields a report after every step and after every epoch. The report of an epoch
 * contains the means over its steps (`train/...`) and the metrics of the validation split. It
 * contains the metrics of the test split after the last epoch, and after the epochs that the
 * experiment's `evaluate` selects.
 *
 * If an observer returns 'stop', the last report also contains the test split. Within an epoch, the
 * epoch ends there, with means over the steps taken. After an epoch whose report lacks the test
 * split, a report of kind 'end' follows. A run that was stopped yields nothing more when it is
 * resumed.
 *
 * Leaving the loop ends the run. All observers are closed in any case, even if one of them throws.
 * @throws InputError, before the first step, if the experiment, the data or the checkpoint is
 * invalid; `Diverged` if a loss, weights or predictions are not finite; all errors of observers.
 *
 * @example
 * ```ts
 * const network = { backbone: 'small-conv' };
 * const experiment = {
 *   dataset: 'digits',
 *   examples: 64,
 *   networks: { a: network, b: network },
 *   strategy: 'mutual',
 *   optimizer: 'sgd',
 *   learningRate: 0.1,
 *   epochs: 1,
 *   batchSize: 32,
 *   seed: 1,
 * };
 * const runtime = await wasm();
 * const kinds: string[] = [];
 * for await (const { kind } of train(experiment, { registry, runtime, files: folderFiles('.') }))
 *   kinds.push(kind);
 * console.log(kinds); // [ 'step', 'step', 'epoch' ]
 * ```
 */
export async function* train(
  experiment: Experiment,
  options: TrainOptions,
): AsyncGenerator<Report, void> {
  const opened: Close[] = (options.observers ?? []).map((observer) => () => observer.close?.());
  let failed = false;
  try {
    yield* trainOpening(experiment, options, opened);
  } catch (error) {
    failed = true;
    throw error;
  } finally {
    await closeAll(opened, failed);
  }
}

/** A run with everything that it needs, before its first remaining step. */
interface Begun {
  readonly resolved: Resolved;
  readonly engine: Checkpoint['engine'];
  readonly resumed: Checkpoint | undefined;
  readonly program: Program;
  readonly loader: Loader;
}

/**
 * Resolves the experiment, makes the checks that are possible before training, and opens the
 * program, which holds the state, and the loader. Adds both to `opened`.
 */
async function begin(
  experiment: Experiment,
  options: TrainOptions,
  opened: Close[],
): Promise<Begun> {
  const { runtime, observers = [] } = options;
  const resolved = await resolveExperiment(experiment, options.registry, options.files);
  const engine = {
    name: runtime.name,
    device: runtime.device,
    threads: options.threads ?? 'default',
  };
  const from = options.resumePath ?? 'the checkpoint';
  const resumed = options.resume && decodeCheckpoint(options.resume, from);
  if (resumed) checkResume(resumed, resolved, engine, from);
  const begun = await beginRun(resolved, options);
  if (resumed) checkState(resumed.state, begun, from);

  const program = await runtime.program(stepDefinition(resolved.setup));
  opened.push(() => program.dispose());
  const loader = await (options.loader ?? inlineLoader)({
    resolved,
    registry: options.registry,
    fromStep: resumed?.step ?? 0,
  });
  opened.push(() => loader.close());
  resumed?.observers.forEach((saved, i) => {
    if (saved !== null) observers[i]?.load?.(saved);
  });
  await program.load(resumed?.state ?? begun);
  return { resolved, engine, resumed, program, loader };
}

/** Like `train`. Adds everything that it opens to `opened`. */
async function* trainOpening(
  experiment: Experiment,
  options: TrainOptions,
  opened: Close[],
): AsyncGenerator<Report, void> {
  const { observers = [] } = options;
  const begun = await begin(experiment, options, opened);
  const { resolved, resumed, program, loader } = begun;
  const { stepsPerEpoch, recipe } = resolved;
  const test = passOf(resolved, 'test');
  const isTested = testEpochs(resolved, test);
  let { step, history, open, stop }: Place = resumed ?? {
    step: 0,
    history: {},
    open: { count: 0, sums: {} },
  };
  let reports = 0;
  const report = (given: Omit<Report, 'checkpoint'>): Report => {
    const mine = ++reports;
    const at = step;
    return {
      ...given,
      async checkpoint() {
        if (mine !== reports) throw staleCheckpoint(at);
        return checkpointAt({ step, history, open, ...(stop && { stop }) }, begun, options);
      },
    };
  };
  /**
   * Shows a report to all observers. `measured` says whether it contains everything that a last one
   * does.
   */
  const show = async (made: Report, measured: boolean) => {
    for (const observer of observers)
      if ((await observer.see(made)) === 'stop') stop ??= { measured };
    return made;
  };

  const total = stepsPerEpoch * experiment.epochs;
  while (!stop?.measured && (stop || step < total || open.count > 0)) {
    if (!stop && open.count < stepsPerEpoch) {
      const moment = { ...momentAt(step, stepsPerEpoch, experiment.epochs), history };
      const plan = planAt(resolved, moment);
      const metrics = await program.step(await loader.views(step), plan);
      checkFiniteLoss(metrics, step);
      open = added(open, metrics);
      step++;
      const perturbed = perturbedAt(recipe, moment);
      yield await show(report({ kind: 'step', moment, plan, perturbed, metrics }), false);
      continue;
    }
    const epoch = Math.ceil(step / stepsPerEpoch) - 1;
    // After an epoch that is closed, only the test split remains to be evaluated.
    const kind = open.count > 0 ? 'epoch' : 'end';
    if (kind === 'epoch')
      history = appended(history, await closeEpoch(resolved, program, open, step));
    open = { count: 0, sums: {} };
    const measured = stop !== undefined || isTested(epoch);
    if (stop) stop = { measured };
    const tested = measured && test ? await measurePass(resolved, program, test, step) : {};
    if (stop || step === total) checkFiniteState(await program.read(), step);
    const moment = { ...momentAt(step, stepsPerEpoch, experiment.epochs), epoch, history };
    const metrics = metricsOf({ ...lastOf(history), ...tested });
    yield await show(report({ kind, moment, perturbed: [], metrics }), measured);
  }
}

/** A run's checkpoint, as bytes. @throws Diverged where a tensor of it is not finite. */
async function checkpointAt(
  { step, history, open, stop }: Place,
  { resolved, engine, program }: Pick<Begun, 'resolved' | 'engine' | 'program'>,
  { observers = [], versions = {} }: TrainOptions,
): Promise<Uint8Array> {
  const state = await program.read();
  checkFiniteState(state, step);
  return encodeCheckpoint({
    step,
    experiment: resolved.experiment,
    ...savedTask(resolved),
    history,
    open,
    ...(stop && { stop }),
    engine,
    observers: observers.map((observer) => observer.save?.() ?? null),
    versions,
    state,
  });
}

/** The position of a run between two steps. */
type Place = Pick<Checkpoint, 'step' | 'history' | 'open' | 'stop'>;

/**
 * Whether a run that is not stopped has all metrics after a given epoch, counted from 0, including
 * those of the test split if there is one.
 */
function testEpochs(
  { experiment, stepsPerEpoch, splits }: Resolved,
  test: Pass | undefined,
): (epoch: number) => boolean {
  if (!test) return () => true;
  const { batchSize, epochs } = experiment;
  const every = testInterval(experiment.evaluate, {
    test: test.parts.reduce(
      (sum, { split, positions }) => sum + (positions?.length ?? splits.get(split)!.size),
      0,
    ),
    batchSize,
    stepsPerEpoch,
    epochs,
  });
  return (epoch) => (epoch + 1) % every === 0 || epoch + 1 === epochs;
}

function added(
  { count, sums }: Checkpoint['open'],
  { names, values }: StepMetrics,
): Checkpoint['open'] {
  const next: Record<string, number> = { ...sums };
  names.forEach((name, i) => {
    next[name] = (next[name] ?? 0) + values[i]!;
  });
  return { count: count + 1, sums: next };
}

const appended = (
  history: Moment['history'],
  metrics: Readonly<Record<string, number>>,
): Moment['history'] => ({
  ...history,
  ...Object.fromEntries(
    Object.entries(metrics).map(([name, value]) => [name, [...(history[name] ?? []), value]]),
  ),
});
