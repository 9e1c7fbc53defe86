import { type Backbone, defineBackbone, nested } from '@codistill/core';
import { globalAveragePool } from '@codistill/nn';
import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { noFeaturesToEmbed, severalHeads } from './errors.ts';
import { resnetCifar } from './resnetCifar.ts';

/** The mean of a map over its grid, or of tokens, [batch, channels]. */
const pooled = (features: Tensor): Tensor2D =>
  features.rank === 4
    ? globalAveragePool(features as Tensor4D)
    : ((features.rank === 3 ? tf.mean(features, 1) : features) as Tensor2D);

/**
 * A network with an embedding for retrieval: the mean of its last map over the grid, [batch, d],
 * which most networks classify by. All parameters keep their names.
 *
 * Images are [batch, height, width, channels], and logits are [batch, classes].
 * @throws InputError if the inner network has several heads, or returns no features.
 */
export const embedded = defineBackbone({
  id: 'embedded',
  about:
    'A network with an embedding, the mean of its last map, which the task retrieval compares.',
  options: z.object({
    of: nested('backbone')
      .default(() => resnetCifar())
      .describe('The network whose last map is embedded.'),
  }),
  create({ of: inside }): Backbone {
    const [head = ''] = inside.heads;
    if (inside.heads.length !== 1) throw severalHeads(inside.heads);
    return {
      heads: [head],
      deployed: head,
      ...(inside.resnet && { resnet: inside.resnet }),
      forward(scope, images, classes) {
        const whole = inside.forward(scope, images, classes)[head]!;
        if (!whole.features) throw noFeaturesToEmbed();
        return { [head]: { ...whole, embedding: pooled(whole.features) } };
      },
    };
  },
});
