import { expect, it } from 'vitest';
import type { Cast } from '../tools/cast.ts';
import { runFlow } from '../tools/flow.ts';
import { moments } from '../tools/moments.ts';
import type { Casts } from './casts.ts';
import { measuredBy } from './measures.ts';

const seeds = Array.from({ length: 20 }, (_, i) => i);

/**
 * Declares the test that every learning network and every parameter of the strategy gets a
 * gradient.
 */
export function describeGradients(casts: Casts): void {
  it('gives every network that learns, and every parameter of its own, a gradient in some of 20 batches', () => {
    for (const cast of casts())
      expect(withoutGradient(cast), `${cast.group.name}: what never gets a gradient`).toEqual([]);
  });
}

/** The learning networks and the strategy's parameters whose gradient is 0 for all seeds. */
function withoutGradient(cast: Cast): readonly string[] {
  const middle = moments(measuredBy(cast))[3]!;
  const wanted = learningLeaves(cast);
  for (const seed of seeds) {
    if (wanted.size === 0) break;
    const { grads } = runFlow(cast, { seed, moment: middle });
    for (const [what, leaves] of wanted)
      if (leaves.some((leaf) => grads[leaf]!.some((value) => value !== 0))) wanted.delete(what);
  }
  return [...wanted.keys()];
}

/** The leaves of each learning network and of each parameter, by their names in messages. */
function learningLeaves({ peers, params }: Cast): Map<string, readonly string[]> {
  const learners = [...new Set(peers.filter(({ learns }) => learns).map(({ network }) => network))];
  const leavesOf = (network: string) =>
    peers.filter((peer) => peer.network === network).map(({ id }) => `${id}//logits`);
  return new Map<string, readonly string[]>([
    ...learners.map((network) => [`the network "${network}"`, leavesOf(network)] as const),
    ...Object.keys(params).map(
      (name) => [`its parameter "${name}"`, [`strategy//${name}`]] as const,
    ),
  ]);
}
