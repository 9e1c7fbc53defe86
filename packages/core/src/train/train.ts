import type { Experiment } from '../contracts/experiment.ts';
import type { Ending, YieldedReport } from '../contracts/observer.ts';
import type { Predictions } from '../contracts/predictions.ts';
import type { Pass } from '../contracts/task.ts';
import { passSize } from '../data/passExamples.ts';
import type { Resolved } from '../data/resolve.ts';
import { momentAt, perturbedAt } from '../data/views.ts';
import { type Close, closeAll } from './closeAll.ts';
import { closeEpoch, lastOf, measurePass, metricsOf, passOf } from './epoch.ts';
import { checkFiniteLoss, checkFiniteState } from './finite.ts';
import { openRun } from './openRun.ts';
import type { TrainOptions } from './options.ts';
import { added, appended, start } from './place.ts';
import { planAt } from './planAt.ts';
import { reporting } from './reporting.ts';
import { testInterval } from './testInterval.ts';

/**
 * Trains, and yields a report after every step and after every epoch. The report of an epoch
 * contains the means over its steps (`train/...`) and the metrics of the validation split. It
 * contains the metrics of the test split after the last epoch, and after the epochs that the
 * experiment's `evaluate` selects.
 *
 * If an observer wishes to stop, the last report also contains the test split. Within an epoch, the
 * epoch ends there, with means over the steps taken. After an epoch whose report lacks the test
 * split, a report of kind 'end' follows. A run that was stopped yields nothing more when it is
 * resumed.
 *
 * `ends` of the last report says how the run ended. Leaving the loop interrupts the run. All
 * observers that began are closed in any case, even if one of them throws.
 * @throws InputError, before the first step, if the experiment, the data, the observers or the
 * checkpoint are invalid; `Diverged` if a loss, weights or predictions are not finite; all errors
 * of observers.
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
): AsyncGenerator<YieldedReport, void> {
  const opened: Close[] = [];
  // A caller that leaves the loop ends this generator at a `yield`.
  let how: Ending | 'failed' = 'interrupted';
  try {
    let last: YieldedReport | undefined;
    for await (last of reportsOf(experiment, options, opened)) {
      how = last.ends ?? 'interrupted';
      yield last;
    }
    how = last?.ends ?? 'ended';
  } catch (error) {
    how = 'failed';
    throw error;
  } finally {
    await closeAll(opened, how);
  }
}

/** Like `train`. Adds everything that it opens to `opened`. */
async function* reportsOf(
  experiment: Experiment,
  options: TrainOptions,
  opened: Close[],
): AsyncGenerator<YieldedReport, void> {
  const run = await openRun(experiment, options, opened);
  const { resolved, program, loader } = run;
  const { stepsPerEpoch, recipe } = resolved;
  const test = passOf(resolved, 'test');
  const isTested = testEpochs(resolved, test);
  const show = reporting(run, options);
  const total = stepsPerEpoch * experiment.epochs;
  let { place } = run;
  let predictions: readonly Predictions[] = [];

  while (!place.stop?.measured && (place.stop || place.step < total || place.open.count > 0)) {
    const { step, open, stop } = place;
    const over = step === total;
    if (!stop && open.count < stepsPerEpoch) {
      predictions = [];
      const moment = {
        ...momentAt(step, stepsPerEpoch, experiment.epochs),
        history: place.history,
      };
      const plan = planAt(resolved, moment);
      const metrics = await program.step(await loader.views(step), plan);
      checkFiniteLoss(metrics, step);
      place = { ...place, open: added(open, metrics), step: step + 1 };
      const perturbed = perturbedAt(recipe, moment);
      const shown = await show(
        { kind: 'step', moment, plan, perturbed, metrics },
        { place, measured: false, over: false },
      );
      place = shown.place;
      yield shown.report;
      if (shown.report.ends) return;
      continue;
    }
    const epoch = Math.ceil(step / stepsPerEpoch) - 1;
    // After an epoch that is closed, only the test split remains to be evaluated.
    const kind = open.count > 0 ? 'epoch' : 'end';
    if (kind === 'epoch') {
      const closed = await closeEpoch(resolved, { program, loader }, open, step);
      predictions = closed.predictions;
      place = { ...place, history: appended(place.history, closed.metrics) };
    }
    const measured = stop !== undefined || isTested(epoch);
    place = { ...place, open: start.open, ...(stop && { stop: { measured } }) };
    const tested =
      measured && test ? await measurePass(resolved, { program, loader }, test, step) : undefined;
    predictions = [...predictions, ...(tested?.predictions ?? [])];
    if (stop || over) checkFiniteState(await program.read(), step);
    const { history } = place;
    const moment = { ...momentAt(step, stepsPerEpoch, experiment.epochs), epoch, history };
    const metrics = metricsOf({ ...lastOf(history), ...tested?.metrics });
    const shown = await show(
      { kind, moment, perturbed: [], metrics, predictions },
      { place, measured, over },
    );
    place = shown.place;
    yield shown.report;
    if (shown.report.ends) return;
  }
}

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
    test: passSize(splits, test),
    batchSize,
    stepsPerEpoch,
    epochs,
  });
  return (epoch) => (epoch + 1) % every === 0 || epoch + 1 === epochs;
}
