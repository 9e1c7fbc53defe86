import { asBlock, type Backbone, defineBackbone, type Scope } from '@codistill/core';
import { attention, dense, dropout, gelu, layerNorm, uniform } from '@codistill/nn';
import type { Tensor3D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { tokenAt, withClassToken } from './classToken.ts';
import { headsOfChannels } from './errors.ts';
import { normalKernel } from './kernelAndBias.ts';
import { namesElsewhere } from './namesElsewhere.ts';
import { patchTokens } from './patchTokens.ts';
import { rateOption } from './rateOption.ts';
import { gridOf, stageEnds } from './tokenStages.ts';
import elsewhere from './vit.names.json' with { type: 'json' };

const init = normalKernel(0.02);
const norm = (scope: Scope, x: Tensor3D) => layerNorm(scope, x, { epsilon: 1e-6 });

/**
 * x + attention(norm(x)), then x + W2 gelu(W1 norm(x)) with four times the channels in the middle.
 */
function block(scope: Scope, x: Tensor3D, heads: number, rate: number): Tensor3D {
  const channels = x.shape[2];
  const mixed = attention(scope.at('attention'), norm(scope.at('norm1'), x), { heads, init });
  const y = tf.add(x, dropout(scope.at('attention'), mixed, rate)) as Tensor3D;
  const wide = gelu(
    dense(scope.at('mlp1'), norm(scope.at('norm2'), y), { units: 4 * channels, init }),
  );
  return tf.add(
    y,
    dropout(scope.at('mlp2'), dense(scope.at('mlp2'), wide, { units: channels, init }), rate),
  ) as Tensor3D;
}

/**
 * Vision transformer: a class token and the patches of an image go through `depth` blocks. Each
 * block normalizes before attention and before its two dense layers. The classifier sees the class
 * token after a final norm.
 *
 * Images are [batch, height, width, channels], and logits are [batch, classes]. `features` are all
 * tokens after the final norm, [batch, 1 + patches, channels]. The three stages are the patches
 * after each third of the blocks, as maps, the last after the final norm. A network fits images of
 * one size only, because it learns positions.
 *
 * Source: Dosovitskiy et al., ICLR 2021. `vit-ti` and `vit-s` are those of Touvron et al. (DeiT,
 * 2021). GELU is exact, epsilon is 1e-6 and initial values are N(0, 0.02^2), as in timm. Patches of
 * 4 are usual for 32x32, where the papers use 16 for 224x224. The defaults are ours; they are small
 * enough to train without a GPU.
 * @throws InputError if the patches do not fill the image, or the number of heads does not divide
 * the channels.
 */
export const vit = defineBackbone({
  id: 'vit',
  about: 'Vision transformer: attention over the patches of an image.',
  source: 'Dosovitskiy et al. 2021, arXiv 2010.11929; Touvron et al. 2021, arXiv 2012.12877',
  options: z.object({
    patch: z.number().int().positive().default(4).describe('Side of a square patch, in pixels.'),
    channels: z.number().int().positive().default(64).describe('Dimension of a token.'),
    depth: z.number().int().positive().default(4).describe('Number of transformer blocks.'),
    heads: z.number().int().positive().default(4).describe('Number of attention heads.'),
    dropout: rateOption(0).describe(
      'Dropout rate after the position embedding, the attention and the dense layers.',
    ),
  }),
  variants: {
    'vit-ti': { channels: 192, depth: 12, heads: 3 },
    'vit-s': { channels: 384, depth: 12, heads: 6 },
    'vit-b': { channels: 768, depth: 12, heads: 12 },
  },
  create({ patch, channels, depth, heads, dropout: rate }): Backbone {
    if (channels % heads !== 0) throw headsOfChannels(heads, channels);
    return {
      heads: ['logits'],
      deployed: 'logits',
      names: namesElsewhere(elsewhere),
      forward(scope, images, classes) {
        const embed = scope.at('embed');
        const { tokens, rows, columns } = patchTokens(embed, images, {
          patch,
          channels,
          init: uniform(1 / (patch * Math.sqrt(images.shape[3]))),
        });
        let x = dropout(embed, withClassToken(embed, tokens, { deviation: 1e-6 }), rate);
        const states = Array.from({ length: depth }, (_, i) => {
          x = asBlock(scope.at('block').at(String(i)), x, (at, y) => block(at, y, heads, rate));
          return x;
        });
        const features = norm(scope.at('norm'), x);
        const maps = [...stageEnds(depth).map((i) => states[i]!), features];
        return {
          logits: {
            logits: dense(scope.at('classifier'), tokenAt(features, 0), { units: classes, init }),
            features,
            stages: maps.map((map) => gridOf(map, rows, columns)),
          },
        };
      },
    };
  },
});
