import type { NetworkId, Rng } from '@codistill/core';
import { z } from 'zod';

/** The option that all perturbation schedules share. */
export const networks = z
  .enum(['one', 'all'])
  .default('one')
  .describe(
    'Perturb one random network, as in competitive distillation, or all networks that learn, each with its own draw from the pool.',
  );

/**
 * One operator of the pool, drawn uniformly, for one network, drawn uniformly; or one operator for
 * each network. The result is empty if there are no networks or the pool is empty.
 */
export function hits(
  which: 'one' | 'all',
  rng: Rng,
  ids: readonly NetworkId[],
  pool: readonly string[],
): readonly { readonly network: NetworkId; readonly perturbation: string }[] {
  if (ids.length === 0 || pool.length === 0) return [];
  const perturbation = () => pool[rng.integer(pool.length)]!;
  if (which === 'all') return ids.map((network) => ({ network, perturbation: perturbation() }));
  return [{ network: ids[rng.integer(ids.length)]!, perturbation: perturbation() }];
}
