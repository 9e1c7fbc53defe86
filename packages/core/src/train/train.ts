import {
  type Checkpoint,
  checkResume,
  decodeCheckpoint,
  encodeCheckpoint,
} from '../checkpoint/checkpoint.ts';
import type { Examples, Files, Loader } from '../contracts/data.ts';
import type { Experiment } from '../contracts/experiment.ts';
import type { NetworkId } from '../contracts/ids.ts';
import type { Moment } from '../contracts/moment.ts';
import type { Observer, Report } from '../contracts/observer.ts';
import type { Program, Runtime, StepMetrics } from '../contracts/program.ts';
import { type Resolved, resolveExperiment } from '../data/resolve.ts';
import { momentAt, perturbedAt, viewMaker } from '../data/views.ts';
import type { Registry } from '../plugins/registry.ts';
import { stepDefinition } from '../step/step.ts';
import { checkState, type StartWeights } from '../step/weights.ts';
import { beginRun } from './beginRun.ts';
import { type Close, closeAll } from './closeAll.ts';
import { closeEpoch, lastOf, measureTest, metricsOf } from './epoch.ts';
import { staleCheckpoint } from './errors.ts';
import { checkFiniteLoss, checkFiniteState } from './finite.ts';
import { planAt } from './planAt.ts';
import { testInterval } from './testInterval.ts';

/** What a loader may build on. */
export interface LoaderRequest {
  readonly resolved: Resolved;
  readonly registry: Registry;
  /** The first step that will be asked for. */
  readonly fromStep: number;
}

export interface TrainOptions {
  readonly registry: Registry;
  readonly runtime: Runtime;
  /** The folder of the dataset. */
  readonly files: Files;
  /** Makes views ahead of the step; default: in line. */
  readonly loader?: (request: LoaderRequest) => Loader | Promise<Loader>;
  /** A checkpoint to go on from. */
  readonly resume?: Uint8Array;
  /** What its file is called in messages. */
  readonly resumePath?: string;
  readonly observers?: readonly Observer[];
  /** What networks start with, in the place of their initial values: trained teachers. */
  readonly weights?: Readonly<Record<NetworkId, StartWeights>>;
  /**
   * The engine's thread setting, kept with checkpoints: it fixes the last bits. Default 'default'.
   */
  readonly threads?: string;
  /** Versions to keep with checkpoints. */
  readonly versions?: Readonly<Record<string, string>>;
}

/** Makes views when they are asked for. */
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
 * Trains: yields a report after every step, and one after every epoch with the means over its steps
 * (`train/...`), the measures of the validation split, and those of the test split where the
 * experiment's `evaluate` asks for them and after the last epoch. Where an observer says 'stop', the
 * last report has them too: within an epoch it closes the epoch, with the means over the steps
 * taken; at the end of an epoch whose report lacks them, a report of kind 'end' follows. A
 * run that was stopped yields nothing more when it is resumed.
 *
 * The loop belongs to its user: leaving it ends the run. Observers are closed in any case, also
 * where one of them throws.
 * @throws InputError where the experiment, the data or the checkpoint to resume is not as it must
 * be, before the first step; `Diverged` where a loss, weights or answers are not
 * finite; what an observer throws.
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

/** A run with all that it needs, before the first step that is left of it. */
interface Begun {
  readonly resolved: Resolved;
  readonly engine: Checkpoint['engine'];
  readonly resumed: Checkpoint | undefined;
  readonly program: Program;
  readonly loader: Loader;
}

/**
 * Resolves the experiment, checks what can be known before training, and opens the program, with
 * the state in it, and the loader, both left in `opened`.
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
  if (resumed) checkResume(resumed, resolved.experiment, engine, from);
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

/** The same; what it opens is left in `opened`. */
async function* trainOpening(
  experiment: Experiment,
  options: TrainOptions,
  opened: Close[],
): AsyncGenerator<Report, void> {
  const { observers = [] } = options;
  const { resolved, engine, resumed, program, loader } = await begin(experiment, options, opened);
  const { stepsPerEpoch, recipe } = resolved;
  const test = resolved.splits.get('test');
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
        const state = await program.read();
        checkFiniteState(state, step);
        return encodeCheckpoint({
          step,
          experiment: resolved.experiment,
          history,
          open,
          ...(stop && { stop }),
          engine,
          observers: observers.map((observer) => observer.save?.() ?? null),
          versions: options.versions ?? {},
          state,
        });
      },
    };
  };
  /** Shows a report; `measured`: whether it holds all that a last one does. */
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
    // Of an epoch that is closed, the test split alone is left to measure.
    const kind = open.count > 0 ? 'epoch' : 'end';
    if (kind === 'epoch')
      history = appended(history, await closeEpoch(resolved, program, open, step));
    open = { count: 0, sums: {} };
    const measured = stop !== undefined || isTested(epoch);
    if (stop) stop = { measured };
    const tested = measured && test ? await measureTest(resolved, program, test, step) : {};
    if (stop || step === total) checkFiniteState(await program.read(), step);
    const moment = { ...momentAt(step, stepsPerEpoch, experiment.epochs), epoch, history };
    const metrics = metricsOf({ ...lastOf(history), ...tested });
    yield await show(report({ kind, moment, perturbed: [], metrics }), measured);
  }
}

/** Where a run is, between two steps. */
type Place = Pick<Checkpoint, 'step' | 'history' | 'open' | 'stop'>;

/**
 * Whether a run that is not stopped has all measures after an epoch, from 0: those of the test
 * split, where there is one.
 */
function testEpochs(
  { experiment, stepsPerEpoch }: Resolved,
  test: Examples | undefined,
): (epoch: number) => boolean {
  if (!test) return () => true;
  const { batchSize, epochs } = experiment;
  const every = testInterval(experiment.evaluate, {
    test: test.size,
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
