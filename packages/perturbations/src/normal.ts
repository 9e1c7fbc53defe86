import type { Rng } from '@codistill/core';

// Layers of equal area under exp(-x^2 / 2): their right edges, largest first, and the fraction of
// each that lies completely under the curve.
const layers = 128;
const tail = 3.442619855899;
const area = 9.91256303526217e-3;
const density = (x: number) => Math.exp(-0.5 * x * x);
const edges = /* @__PURE__ */ (() => {
  const out = new Float64Array(layers + 1);
  out[0] = area / density(tail);
  out[1] = tail;
  for (let i = 2; i < layers; i++)
    out[i] = Math.sqrt(-2 * Math.log(area / out[i - 1]! + density(out[i - 1]!)));
  return out;
})();
const under = /* @__PURE__ */ (() =>
  Float64Array.from({ length: layers }, (_, i) => edges[i + 1]! / edges[i]!))();

/**
 * A number from N(0, 1), by the ziggurat method of Marsaglia and Tsang (2000) in Doornik's form
 * (2005). Seven bits of one uniform number choose the layer, and the other 25 choose the position
 * in it. That suffices for 98.8 % of the draws. It takes less than half the time of the method of
 * Box and Muller.
 */
export function normal(rng: Rng): number {
  for (;;) {
    const bits = rng.uniform() * 2 ** 32;
    const layer = bits & (layers - 1);
    const place = ((bits >>> 7) + 0.5) / 2 ** 24 - 1;
    if (Math.abs(place) < under[layer]!) return place * edges[layer]!;
    if (layer === 0) return beyond(rng, place < 0 ? -1 : 1);
    const x = place * edges[layer]!;
    const [low, high] = [density(edges[layer]!), density(edges[layer + 1]!)];
    if (low + rng.uniform() * (high - low) < density(x)) return x;
  }
}

/** A number from the tail, by the method of Marsaglia (1964). */
function beyond(rng: Rng, sign: number): number {
  for (;;) {
    const x = Math.log(1 - rng.uniform()) / tail;
    const y = Math.log(1 - rng.uniform());
    if (-2 * y > x * x) return sign * (tail - x);
  }
}
