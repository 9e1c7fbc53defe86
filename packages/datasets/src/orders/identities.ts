import { defineOrder } from '@codistill/core';
import { z } from 'zod';
import { notDivisible } from '../errors.ts';
import { byClass } from './byClass.ts';
import { deck } from './deck.ts';

/**
 * Batches of P classes with K examples each, one class after the other, as in re-identification
 * (Hermans et al. 2017). P is batch size / K. Classes come in random order, and none comes again
 * before all have come. The same holds for the examples of a class. A batch has P different
 * classes, and each class has K different examples, if there are that many.
 * @throws InputError from `epoch`, if the batch size is not divisible by K.
 */
export const identities = defineOrder({
  id: 'identities',
  about: 'Batches of P classes with K examples each.',
  source: 'Hermans et al. 2017, arXiv 1703.07737',
  options: z.object({
    each: z
      .number()
      .int()
      .positive()
      .default(4)
      .describe('K, the number of examples of each class in a batch.'),
  }),
  create: ({ each }) => ({
    grouped: true,
    epoch(labels, batchSize, rng) {
      if (batchSize % each !== 0) throw notDivisible('identities', batchSize, each);
      const members = byClass(labels);
      const classes = deck(
        [...members.keys()].sort((a, b) => a - b),
        rng,
      );
      const examplesOf = new Map(
        [...members].map(([label, positions]) => [label, deck(positions, rng)]),
      );
      const batches = Array.from({ length: Math.floor(labels.length / batchSize) }, () =>
        classes(batchSize / each).flatMap((label) => examplesOf.get(label)!(each)),
      );
      return Int32Array.from(batches.flat());
    },
  }),
});
