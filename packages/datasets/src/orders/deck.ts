import type { Rng } from '@codistill/core';

/**
 * Draws from `items` like from a shuffled deck of cards: `deck(count)` returns the next `count`
 * items. No item comes again before all have come. No item comes twice in one draw if there are at
 * least `count` items.
 */
export function deck(items: readonly number[], rng: Rng): (count: number) => number[] {
  let left: number[] = [];
  return (count) => {
    const drawn: number[] = [];
    const free = (item: number) => drawn.length >= items.length || !drawn.includes(item);
    while (drawn.length < count) {
      const at = left.findIndex(free);
      if (at >= 0) drawn.push(...left.splice(at, 1));
      else left = [...left, ...Array.from(rng.permutation(items.length), (i) => items[i]!)];
    }
    return drawn;
  };
}
