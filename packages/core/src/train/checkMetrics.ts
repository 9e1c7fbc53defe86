import type { Observer } from '../contracts/observer.ts';
import type { Resolved } from '../data/resolve.ts';
import { momentAt } from '../data/views.ts';
import { ofSplit } from '../names/metrics.ts';
import { peerId } from '../step/setup.ts';
import { measureValidation } from './epoch.ts';
import { planAt } from './planAt.ts';

/**
 * The names of all metrics that the history of a run will contain. `stepMetrics` are the metric
 * names of a step.
 */
export function historyNames(resolved: Resolved, stepMetrics: readonly string[]): string[] {
  const { setup, dataset, split } = resolved;
  const train = stepMetrics.map((name) => ofSplit('train', name));
  if (split.validation.length === 0) return train;
  // The values do not matter, so all examples have the same prediction, one for each class.
  const labels = Int32Array.from({ length: dataset.classes }, (_, label) => label);
  const heads = setup.networks.flatMap((network) =>
    network.backbone.heads.map((head) => peerId(network, head)),
  );
  const evaluation = Object.fromEntries(
    heads.map((id) => [id, new Float32Array(dataset.classes ** 2)]),
  );
  return [...Object.keys(measureValidation(resolved, evaluation, labels)), ...train];
}

/**
 * Checks that the run will have the metrics that its schedules, its strategy and its observers
 * read.
 * @throws InputError if it will not.
 */
export function checkMetrics(
  resolved: Resolved,
  stepMetrics: readonly string[],
  observers: readonly Observer[],
): void {
  const names = historyNames(resolved, stepMetrics);
  const { stepsPerEpoch, experiment } = resolved;
  planAt(resolved, {
    ...momentAt(0, stepsPerEpoch, experiment.epochs),
    history: Object.fromEntries(names.map((name) => [name, []])),
  });
  for (const observer of observers) observer.check?.(names);
}
