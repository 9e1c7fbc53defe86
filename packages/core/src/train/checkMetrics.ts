import type { Observer } from '../contracts/observer.ts';
import type { Pass } from '../contracts/task.ts';
import { positionsOf } from '../data/passExamples.ts';
import type { Resolved } from '../data/resolve.ts';
import { momentAt } from '../data/views.ts';
import { ofSplit } from '../names/metrics.ts';
import { peerId } from '../step/setup.ts';
import { measuresOf, passOf } from './epoch.ts';
import { planAt } from './planAt.ts';

/**
 * The names of all metrics that the history of a run will contain. `stepMetrics` are the metric
 * names of a step.
 */
export function historyNames(resolved: Resolved, stepMetrics: readonly string[]): string[] {
  const train = stepMetrics.map((name) => ofSplit('train', name));
  const pass = passOf(resolved, 'validation');
  return pass ? [...Object.keys(measuredZeros(resolved, pass)), ...train] : train;
}

/**
 * The metrics of a pass, measured on a few examples of each part as if all outputs were 0: the
 * names count, and not the values.
 */
function measuredZeros(resolved: Resolved, pass: Pass): Readonly<Record<string, number>> {
  const { setup, fitted, splits } = resolved;
  const heads = setup.networks.flatMap((network) =>
    network.backbone.heads.map((head) => peerId(network, head)),
  );
  const measures = measuresOf(resolved, pass);
  for (const part of pass.parts) {
    const positions = positionsOf(splits, part).slice(0, 8);
    const zeros = () => new Float32Array(positions.length * fitted.outputs);
    const peers = Object.fromEntries(heads.map((id) => [id, zeros()]));
    measures.add({ role: part.role, positions, peers });
  }
  return measures.end();
}

/**
 * Checks that the run will have the metrics that its schedules, its strategy and its observers
 * read. Returns the names of all metrics that its history will contain.
 * @throws InputError if it will not.
 */
export function checkMetrics(
  resolved: Resolved,
  stepMetrics: readonly string[],
  observers: readonly Observer[],
): readonly string[] {
  const names = historyNames(resolved, stepMetrics);
  const { stepsPerEpoch, experiment } = resolved;
  planAt(resolved, {
    ...momentAt(0, stepsPerEpoch, experiment.epochs),
    history: Object.fromEntries(names.map((name) => [name, []])),
  });
  for (const observer of observers) observer.check?.(names);
  return names;
}
