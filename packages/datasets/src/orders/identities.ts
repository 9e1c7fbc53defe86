import { defineOrder } from '@codistill/core';
import { z } from 'zod';
import { notDivisible } from '../errors.ts';
import { byClass } from './byClass.ts';

/**
 * Batches of P classes with K examples each, P = batch size / K, as re-identification trains (Hermans et al. 2017): classes in random order without repetition
 * until all have come; examples of a class without repetition until all have come. @throws InputError where the batch size does not divide by K.
 */
export const identities = defineOrder({
  id: 'identities',
  about: 'Batches of P classes with K examples each.',
  source: 'Hermans et al. 2017, arXiv 1703.07737',
  options: z.object({ each: z.number().int().positive().default(4).describe('K: examples of each class in a batch.') }),
  create: ({ each }) => ({
    epoch(labels, batchSize, rng) {
      if (batchSize % each !== 0) throw notDivisible('identities', batchSize, each);
      const members = byClass(labels);
      const classes = [...members.keys()].sort((a, b) => a - b);
      const queue = (items: readonly number[]) => {
        let left: number[] = [];
        return () => {
          if (left.length === 0) left = [...rng.permutation(items.length)].map((i) => items[i]!);
          return left.pop()!;
        };
      };
      const nextClass = queue(classes);
      const nextOf = new Map(classes.map((label) => [label, queue(members.get(label)!)]));
      const out: number[] = [];
      const size = Math.floor(labels.length / batchSize) * batchSize;
      while (out.length < size) {
        const next = nextOf.get(nextClass())!;
        for (let k = 0; k < each; k++) out.push(next());
      }
      return Int32Array.from(out);
    },
  }),
});
