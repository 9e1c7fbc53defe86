import type { Options, Subject } from '../settings.ts';
import { runFlow } from '../tools/flow.ts';
import type { Group } from '../tools/groups.ts';
import { moments } from '../tools/moments.ts';
import { castsOf } from './casts.ts';
import { measuredBy } from './measures.ts';

/**
 * Edges, losses and gradients at several moments, for all groups that the strategy supports;
 * undefined if it supports none.
 */
export async function signatureOf(
  subject: Subject<'strategy'>,
  groups: readonly Group[],
  options: Options,
): Promise<unknown> {
  const casts = await castsOf(subject, groups, { use: subject.plugin.id, ...options });
  if (casts.length === 0) return undefined;
  return casts.map((cast) => {
    const measured = measuredBy(cast);
    return moments(measured)
      .slice(1, 4)
      .map((moment, seed) => {
        const { structure, terms, grads, memoryValues, hold } = runFlow(cast, {
          seed: seed + 1,
          moment,
        });
        const sums = Object.entries(grads).map(([name, grad]) => [
          name,
          grad.reduce((sum, value, i) => sum + value * (1 + (i % 13)), 0),
        ]);
        return [structure, terms, sums, memoryValues, hold, measured];
      });
  });
}
