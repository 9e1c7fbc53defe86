import {
  type Checkpoint,
  checkResume,
  decodeCheckpoint,
  encodeCheckpoint,
} from '../checkpoint/checkpoint.ts';
import type { Files, Loader } from '../contracts/data.ts';
import type {
  Experiment,
  HostTensor,
  Moment,
  NetworkId,
  NetworkState,
  Observer,
  Report,
  Runtime,
  StepMetrics,
  StepPlan,
} from '../contracts/run.ts';
import { type Resolved, resolveExperiment } from '../data/resolve.ts';
import { momentAt, perturbedAt, viewMaker } from '../data/views.ts';
import { diverged, missingWeights, staleCheckpoint } from '../errors.ts';
import type { Registry } from '../plugins/registry.ts';
import { stream } from '../random/stream.ts';
import { initState } from '../step/initState.ts';
import { stepDefinition } from '../step/step.ts';
import { closeEpoch } from './epoch.ts';

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
  readonly weights?: Readonly<
    Record<NetworkId, Pick<NetworkState<HostTensor>, 'params' | 'stats'>>
  >;
  /**
   * The engine's thread setting, kept with checkpoints: it fixes the last bits. Default 'default'.
   */
  readonly threads?: string;
  /** Versions to keep with checkpoints. */
  readonly versions?: Readonly<Record<string, string>>;
  /** Evaluate the test split after every epoch (default) or after the last alone. */
  readonly test?: 'every-epoch' | 'last-epoch';
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
 * (`train/...`) and the measures of the validation and test splits. The loop belongs to its user:
 * leaving it ends the run. @throws InputError where the experiment, the data or the checkpoint to
 * resume is not as it must be, before the first step; `Diverged` where a loss is not finite.
 */
export async function* train(
  experiment: Experiment,
  options: TrainOptions,
): AsyncGenerator<Report, void> {
  const { runtime, observers = [], weights = {} } = options;
  const resolved = await resolveExperiment(experiment, options.registry, options.files);
  for (const [id, spec] of Object.entries(experiment.networks))
    if ('weights' in spec && spec.weights !== undefined && !weights[id]) throw missingWeights(id);
  const { setup, stepsPerEpoch, recipe } = resolved;
  const engine = {
    name: runtime.name,
    device: runtime.device,
    threads: options.threads ?? 'default',
  };
  const resumed =
    options.resume && decodeCheckpoint(options.resume, options.resumePath ?? 'the checkpoint');
  if (resumed)
    checkResume(resumed, resolved.experiment, engine, options.resumePath ?? 'the checkpoint');

  const program = await runtime.program(stepDefinition(setup));
  const loader = await (options.loader ?? inlineLoader)({
    resolved,
    registry: options.registry,
    fromStep: resumed?.step ?? 0,
  });
  let step = resumed?.step ?? 0;
  let history = resumed?.history ?? {};
  let open = resumed?.open ?? { count: 0, sums: {} };
  resumed?.observers.forEach((saved, i) => {
    if (saved !== null) observers[i]?.load?.(saved);
  });

  const checkpointAt =
    (at: number, part: Pick<Checkpoint, 'history' | 'open'>, current: () => boolean) =>
    async () => {
      if (!current()) throw staleCheckpoint(at);
      const saved = observers.map((observer) => observer.save?.() ?? null);
      return encodeCheckpoint({
        step: at,
        experiment: resolved.experiment,
        ...part,
        engine,
        observers: saved,
        versions: options.versions ?? {},
        state: await program.read(),
      });
    };
  const show = async (report: Report) => {
    let stop = false;
    for (const observer of observers) if ((await observer.see(report)) === 'stop') stop = true;
    return stop;
  };
  let reports = 0;
  const report = (
    kind: Report['kind'],
    moment: Moment,
    plan: StepPlan,
    perturbed: Report['perturbed'],
    metrics: StepMetrics,
  ): Report => {
    const mine = ++reports;
    return {
      kind,
      moment,
      plan,
      perturbed,
      metrics,
      checkpoint: checkpointAt(step, { history, open }, () => mine === reports),
    };
  };

  try {
    await program.load(resumed ? resumed.state : await initState(setup, weights));
    const total = stepsPerEpoch * experiment.epochs;
    while (true) {
      if (open.count === stepsPerEpoch) {
        const moment = {
          ...momentAt(step, stepsPerEpoch, experiment.epochs),
          epoch: step / stepsPerEpoch - 1,
        };
        const last = step === total;
        const closed = await closeEpoch(
          resolved,
          program,
          options.files,
          open,
          options.test !== 'last-epoch' || last,
        );
        history = appended(history, closed.history);
        open = { count: 0, sums: {} };
        const made = report(
          'epoch',
          { ...moment, history },
          planAt(resolved, { ...moment, history }),
          [],
          closed.metrics,
        );
        const stop = await show(made);
        yield made;
        if (stop) return;
      }
      if (step === total) return;
      const moment = { ...momentAt(step, stepsPerEpoch, experiment.epochs), history };
      const plan = planAt(resolved, moment);
      const metrics = await program.step(await loader.views(step), plan);
      checkFinite(metrics, step);
      open = added(open, metrics);
      step++;
      const made = report('step', moment, plan, perturbedAt(recipe, moment), metrics);
      const stop = await show(made);
      yield made;
      if (stop) return;
    }
  } finally {
    await loader.close();
    program.dispose();
    for (const observer of observers) await observer.close?.();
  }
}

/** What the host decides for the step at `moment`. */
export function planAt({ setup, rates, follow, experiment }: Resolved, moment: Moment): StepPlan {
  const at = (schedules: Resolved['rates']) =>
    Object.fromEntries(Object.entries(schedules).map(([id, schedule]) => [id, schedule(moment)]));
  return {
    seed: experiment.seed,
    step: moment.step,
    learningRate: at(rates) as StepPlan['learningRate'],
    strategy:
      setup.strategy.plan?.(moment, stream(experiment.seed, 'strategy/plan', moment.step)) ?? {},
    follow: at(follow),
  };
}

function checkFinite({ names, values }: StepMetrics, step: number): void {
  if (values.every(Number.isFinite)) return;
  const bad = names.filter((_, i) => !Number.isFinite(values[i]));
  throw diverged(step, bad);
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
