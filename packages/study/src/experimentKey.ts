import type { Experiment, Kind, NetworkSpec, Registry, Use } from '@codistill/core';
import { isUse, nestedKind } from '@codistill/core/engine';
import { canonical } from './use/useText.ts';

/**
 * A text that is equal for experiments which are the same training. Variants and defaults of
 * options are written out, and the order of options does not matter. The order of networks does.
 */
export function experimentKey(experiment: Experiment, registry: Registry): string {
  const use = (kind: Kind, one: Use | undefined) => one && fullUse(kind, one, registry);
  const all = (list: readonly Use[] | undefined) => list?.map((one) => use('perturbation', one));
  const schedule = (rate: Use | number | undefined) =>
    use('schedule', typeof rate === 'number' ? { use: 'constant', value: rate } : rate);
  const network = ({ backbone, optimizer, learningRate, follows, ...rest }: NetworkSpec) => ({
    ...rest,
    backbone: use('backbone', backbone),
    optimizer: use('optimizer', optimizer),
    learningRate: schedule(learningRate),
    follows:
      follows && 'decay' in follows ? { ...follows, decay: schedule(follows.decay) } : follows,
  });
  const { dataset, networks, strategy, augment, order, perturb, ...others } = experiment;
  const full = {
    ...others,
    dataset: use('dataset', dataset),
    networks: Object.entries(networks).map(([id, spec]) => [id, network(spec)]),
    strategy: use('strategy', strategy),
    augment: all(augment),
    order: use('order', order),
    perturb: perturb && {
      when: use('perturbationSchedule', perturb.when),
      pool: all(perturb.pool),
    },
    optimizer: use('optimizer', experiment.optimizer),
    learningRate: schedule(experiment.learningRate),
  };
  return canonical({ use: 'experiment', ...JSON.parse(JSON.stringify(full)) });
}

/** A plugin with all its options, including those that were not given. */
function fullUse(kind: Kind, use: Use, registry: Registry): Use {
  const { plugin, options } = registry.find(kind, use);
  const full = Object.entries(plugin.options.shape).flatMap(([name, schema]) => {
    const inner = nestedKind(schema);
    const resolve = (one: unknown): unknown =>
      inner && isUse(one) ? fullUse(inner.kind, one, registry) : one;
    const value = name in options ? options[name] : schema.safeParse(undefined).data;
    return [[name, Array.isArray(value) && inner?.list ? value.map(resolve) : resolve(value)]];
  });
  return { ...options, ...Object.fromEntries(full), use: plugin.id };
}
