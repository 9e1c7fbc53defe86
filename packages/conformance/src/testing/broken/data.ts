import {
  defineDataset,
  defineOrder,
  definePerturbation,
  definePerturbationSchedule,
} from '@codistill/core';
import { about, next } from './about.ts';

export const inPlace = definePerturbation({
  id: 'in-place',
  about,
  create: () => ({
    space: 'pixels',
    apply: (batch, rng) => ({ ...batch, pixels: batch.pixels.fill(rng.uniform(), 0, 5) }),
  }),
});
export const doubleLabels = definePerturbation({
  id: 'double-labels',
  about,
  create: () => ({
    space: 'pixels',
    apply: (batch) => ({ ...batch, targets: batch.targets.map((y) => 2 * y) }),
  }),
});
export const forgetsTheSeed = definePerturbation({
  id: 'forgets-the-seed',
  about,
  create: () => ({
    space: 'pixels',
    apply: (batch) => ({ ...batch, pixels: batch.pixels.map((x) => x / next()) }),
  }),
});
export const strangers = definePerturbationSchedule({
  id: 'strangers',
  about,
  create: () => ({
    plan: (_moment, _rng, _networks, pool) => [{ network: 'nobody', perturbation: pool[0]! }],
  }),
});
export const onlyForwards = defineDataset({
  id: 'only-forwards',
  about,
  create: () => ({
    open: async () => ({
      facts: {
        classes: 2,
        channels: 1,
        size: { height: 2, width: 2 },
        mean: [0],
        std: [0.1],
      },
      splits: {
        train: {
          size: 10,
          targets: { kind: 'class', values: Int32Array.from({ length: 10 }, (_, i) => i % 3) },
          read: async (indices) => new Uint8Array(indices.length * 4).fill(next()),
        },
      },
    }),
  }),
});
export const ragged = defineOrder({
  id: 'ragged',
  about,
  create: () => ({ epoch: (labels, _size, rng) => rng.permutation(labels.length) }),
});
