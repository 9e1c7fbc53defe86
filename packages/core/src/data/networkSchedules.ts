import type { Experiment, NetworkSpec, ScheduleUse } from '../contracts/experiment.ts';
import type { NetworkId } from '../contracts/ids.ts';
import type { Schedule } from '../contracts/moment.ts';
import type { Registry } from '../plugins/registry.ts';
import { within } from './scheduleValues.ts';

/** The learning rates by network, and that of the strategy. */
export type Rates = Readonly<Record<NetworkId | 'strategy', Schedule>>;

/** The learning rates of all networks and of the strategy's own parameters. */
export function ratesOf({ networks, learningRate }: Experiment, registry: Registry): Rates {
  const rate = (what: string, use: ScheduleUse) =>
    within(registry.build('schedule', use), { what, least: 0, most: Number.MAX_VALUE });
  return Object.fromEntries([
    ...Object.entries(networks).map(([id, spec]) => [
      id,
      rate(`The learning rate of the network "${id}"`, spec.learningRate ?? learningRate),
    ]),
    ['strategy', rate("The learning rate of the strategy's own parameters", learningRate)],
  ]) as Rates;
}

/** How far following networks move towards their sources. */
export const followSchedules = (
  { networks }: Experiment,
  registry: Registry,
): Readonly<Record<NetworkId, Schedule>> =>
  Object.fromEntries(
    Object.entries(networks).flatMap(([id, { follows }]) =>
      follows ? [[id, followSchedule(id, follows, registry)] as const] : [],
    ),
  );

function followSchedule(
  id: NetworkId,
  follows: NonNullable<NetworkSpec['follows']>,
  registry: Registry,
): Schedule {
  if ('everySteps' in follows) return ({ step }) => ((step + 1) % follows.everySteps === 0 ? 1 : 0);
  const what = `The decay of the network "${id}"`;
  const decay = within(registry.build('schedule', follows.decay), { what, least: 0, most: 1 });
  return (moment) => 1 - decay(moment);
}
