import type { Named } from '../contracts/network.ts';
import type { NetworkState, TrainState } from '../contracts/state.ts';

const parts = ['params', 'stats', 'slots'] as const;

/**
 * The state as one flat record: `networks/<id>/{params,stats,slots}/<name>`,
 * `strategy/{params,stats,slots}/<name>`, `memory/<name>`.
 */
export function flattenState<T>(state: TrainState<T>): Record<string, T> {
  const flat: Record<string, T> = {};
  const put = (prefix: string, values: Named<T>) => {
    for (const [name, value] of Object.entries(values)) flat[`${prefix}/${name}`] = value;
  };
  for (const [id, network] of Object.entries(state.networks))
    for (const part of parts) put(`networks/${id}/${part}`, network[part]);
  for (const part of parts) put(`strategy/${part}`, state.strategy[part]);
  put('memory', state.memory);
  return flat;
}

/**
 * The state in a flat record. `networks` lists the ids, because a network without tensors has no
 * entry in the record.
 */
export function unflattenState<T>(flat: Named<T>, networks: readonly string[]): TrainState<T> {
  const empty = () => ({
    params: {} as Record<string, T>,
    stats: {} as Record<string, T>,
    slots: {} as Record<string, T>,
  });
  const state = {
    networks: Object.fromEntries(networks.map((id) => [id, empty()])),
    strategy: empty(),
    memory: {} as Record<string, T>,
  };
  for (const [path, value] of Object.entries(flat)) {
    const [kind, ...rest] = path.split('/');
    if (kind === 'memory') state.memory[rest.join('/')] = value;
    else if (kind === 'strategy')
      state.strategy[rest[0] as keyof NetworkState<T>][rest.slice(1).join('/')] = value;
    else if (kind === 'networks') {
      const id = rest[0]!;
      state.networks[id] ??= empty();
      state.networks[id][rest[1] as keyof NetworkState<T>][rest.slice(2).join('/')] = value;
    }
  }
  return state;
}

/** The same state with `map` applied to every value. */
export const mapState = <A, B>(
  state: TrainState<A>,
  map: (value: A, path: string) => B,
): TrainState<B> =>
  unflattenState(
    Object.fromEntries(
      Object.entries(flattenState(state)).map(([path, value]) => [path, map(value, path)]),
    ),
    Object.keys(state.networks),
  );
