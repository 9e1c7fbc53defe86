import type { Rng } from '@codistill/core';

/**
 * Draws from `items` as from shuffled cards: `deck(count)` gives the next `count`, no item a second
 * time before all have come, and none twice in one draw where there are `count` of them.
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
