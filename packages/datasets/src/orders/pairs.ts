import { defineOrder } from '@codistill/core';
import { oddBatch } from '../errors.ts';
import { byClass } from './byClass.ts';

/**
 * Batches of two halves, [examples, partners]. Example i of the second half is drawn, with
 * replacement, from the class of example i of the first half. It is a different example if the
 * class has more than one. The strategy `cs-kd` relies on this layout. An epoch has as many batches
 * as with any other order, so only half of the examples appear in first halves. They differ from
 * epoch to epoch.
 *
 * Source: CS-KD (Yun et al., CVPR 2020). The source differs in two points. Its sampler may pair an
 * example with itself, which teaches nothing. Its batch is 128 examples plus 128 partners, which is
 * `batchSize: 256` here, in an epoch with twice as many steps.
 * @throws InputError from `epoch`, if the batch size is odd.
 */
export const pairs = defineOrder({
  id: 'pairs',
  about:
    'Batches of pairs: example i of the second half has the class of example i of the first half.',
  source: 'Yun et al. 2020, arXiv 2003.13964',
  create: () => ({
    grouped: true,
    epoch(labels, batchSize, rng) {
      if (batchSize % 2 === 1) throw oddBatch('pairs', batchSize);
      const members = byClass(labels);
      const first = rng.permutation(labels.length);
      const batches = Math.floor(labels.length / batchSize);
      const out = new Int32Array(batches * batchSize);
      const half = batchSize / 2;
      for (let batch = 0; batch < batches; batch++) {
        for (let i = 0; i < half; i++) {
          const example = first[batch * half + i]!;
          const others = members.get(labels[example]!)!;
          let partner = others[rng.integer(others.length)]!;
          if (partner === example && others.length > 1)
            partner =
              others[
                (others.indexOf(example) + 1 + rng.integer(others.length - 1)) % others.length
              ]!;
          out[batch * batchSize + i] = example;
          out[batch * batchSize + half + i] = partner;
        }
      }
      return out;
    },
  }),
});
