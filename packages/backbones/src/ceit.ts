import { asBlock, type Backbone, defineBackbone, type Scope } from '@codistill/core';
import {
  attention,
  batchNorm,
  conv,
  dense,
  depthwiseConv,
  fanInUniform,
  gelu,
  layerNorm,
  maxPool,
  stochasticDepth,
  zeros,
} from '@codistill/nn';
import type { Tensor, Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { tokenAt, withClassToken } from './classToken.ts';
import { depthRate } from './depthRate.ts';
import { headsOfChannels, patchesOfMap } from './errors.ts';
import { normalKernel } from './kernelAndBias.ts';
import { rateOption } from './rateOption.ts';
import { gridOf, stageEnds } from './tokenStages.ts';

const init = normalKernel(0.02);
const norm = <T extends Tensor>(scope: Scope, x: T) => layerNorm(scope, x, { epsilon: 1e-6 });

/** Image to tokens: norm(conv7x7) of stride 2, max pooling, and a convolution of each patch. */
function tokensOf(scope: Scope, images: Tensor4D, stem: number, patch: number, channels: number) {
  const low = batchNorm(
    scope.at('norm'),
    conv(scope.at('conv'), images, {
      filters: stem,
      kernelSize: 7,
      strides: 2,
      init: fanInUniform,
    }),
  );
  const map = maxPool(low, { size: 3, strides: 2, padding: 1 });
  if (map.shape[1] % patch !== 0 || map.shape[2] % patch !== 0)
    throw patchesOfMap(patch, map.shape[1], map.shape[2]);
  const patches = conv(scope.at('patches'), map, {
    filters: channels,
    kernelSize: patch,
    strides: patch,
    padding: 0,
    bias: true,
    init: fanInUniform,
  });
  return {
    patches: tf.reshape(patches, [-1, patches.shape[1] * patches.shape[2], channels]) as Tensor3D,
    height: patches.shape[1],
    width: patches.shape[2],
  };
}

/**
 * The locally enhanced feed-forward layer. Patches become a map, [batch, height, width, channels],
 * which goes through a 1x1, a depthwise 3x3 and a 1x1 convolution, each with norm, the first two
 * with GELU. The class token passes.
 */
function enhanced(scope: Scope, tokens: Tensor3D, height: number, width: number): Tensor3D {
  const [batch, count, channels] = tokens.shape;
  const token = tf.slice(tokens, [0, 0, 0], [-1, 1, -1]);
  const map = tf.reshape(tf.slice(tokens, [0, 1, 0], [-1, count - 1, -1]), [
    batch,
    height,
    width,
    channels,
  ]) as Tensor4D;
  const point = (name: string, x: Tensor4D, filters: number) =>
    batchNorm(
      scope.at(`norm${name}`),
      conv(scope.at(`conv${name}`), x, {
        filters,
        kernelSize: 1,
        bias: true,
        init: fanInUniform,
      }),
    );
  const inner = gelu(point('1', map, 4 * channels));
  const local = depthwiseConv(scope.at('conv2'), inner, {
    kernelSize: 3,
    bias: true,
    init: fanInUniform,
  });
  const y = point('3', gelu(batchNorm(scope.at('norm2'), local)), channels);
  return tf.concat([token, tf.reshape(y, [batch, count - 1, channels]) as Tensor3D], 1);
}

/**
 * Layer-wise class token attention: the class tokens after each block, [batch, blocks, channels],
 * with learned positions, go through one transformer block. The result is its last token, [batch,
 * channels].
 */
function layerwise(scope: Scope, tokens: Tensor3D, heads: number): Tensor2D {
  const [, layers, channels] = tokens.shape;
  const placed = tf.add(tokens, scope.param('positions', [1, layers, channels], zeros)) as Tensor3D;
  const mixed = attention(scope.at('attention'), norm(scope.at('norm1'), placed), { heads, init });
  const last = tokenAt(tf.add(placed, mixed) as Tensor3D, layers - 1);
  const inner = gelu(
    dense(scope.at('mlp1'), norm(scope.at('norm2'), last), { units: 4 * channels, init }),
  );
  return tf.add(last, dense(scope.at('mlp2'), inner, { units: channels, init })) as Tensor2D;
}

/**
 * CeiT: a convolutional stem turns an image into tokens, blocks of attention and locally enhanced
 * feed-forward layers follow, and attention over the class tokens of all blocks gives the token of
 * the classifier.
 *
 * Images are [batch, height, width, channels], and logits are [batch, classes]. `features` are all
 * tokens after the last block, [batch, 1 + patches, channels]; the three stages are the patches
 * after each third of the blocks, as maps. A network fits images of one size only, because it
 * learns positions.
 *
 * Source: Yuan et al., ICCV 2021, with a stem of 64 channels and the initialization of the authors'
 * code, except that the biases of convolutions begin at 0. Parameters at 1000 classes and 224
 * pixels: 6,356,904, 24,204,840 and 94,405,416 for T, S and B. At 32 pixels, the map after the stem
 * is 8x8, so `patch` is 1 or 2 rather than 4.
 * @throws InputError if the patches do not fill the map after the stem, or the number of heads does
 * not divide the channels.
 */
export const ceit = defineBackbone({
  id: 'ceit',
  about: 'CeiT: a vision transformer with convolutions in its stem and feed-forward layers.',
  source: 'Yuan et al. 2021, arXiv 2103.11816',
  options: z.object({
    patch: z
      .number()
      .int()
      .positive()
      .default(4)
      .describe(
        'Side of a square patch of the map after the stem, which is a quarter of the image.',
      ),
    channels: z.number().int().positive().default(192).describe('Dimension of a token.'),
    depth: z.number().int().positive().default(12).describe('Number of transformer blocks.'),
    heads: z.number().int().positive().default(3).describe('Number of attention heads.'),
    stem: z.number().int().positive().default(64).describe('Channels of the convolutional stem.'),
    stochasticDepth: rateOption(0).describe(
      'Rate at which an example skips the last block; 0 at the first.',
    ),
  }),
  variants: {
    'ceit-t': { channels: 192, heads: 3 },
    'ceit-s': { channels: 384, heads: 6 },
    'ceit-b': { channels: 768, heads: 12 },
  },
  create({ patch, channels, depth, heads, stem, stochasticDepth: skipped }): Backbone {
    if (channels % heads !== 0) throw headsOfChannels(heads, channels);
    return {
      heads: ['logits'],
      deployed: 'logits',
      forward(scope, images, classes) {
        const { patches, height, width } = tokensOf(
          scope.at('embed'),
          images,
          stem,
          patch,
          channels,
        );
        let x = withClassToken(scope.at('embed'), patches);
        const states = Array.from({ length: depth }, (_, i) => {
          const rate = depthRate(skipped, i, depth);
          x = asBlock(scope.at('block').at(String(i)), x, (at, y) => {
            const mixed = attention(at.at('attention'), norm(at.at('norm1'), y), { heads, init });
            const sum = tf.add(y, stochasticDepth(at.at('attention'), mixed, rate)) as Tensor3D;
            const fed = enhanced(at.at('feed'), norm(at.at('norm2'), sum), height, width);
            return tf.add(sum, stochasticDepth(at.at('feed'), fed, rate)) as Tensor3D;
          });
          return x;
        });
        const tokens = tf.stack(
          states.map((state) => tokenAt(state, 0)),
          1,
        ) as Tensor3D;
        const last = norm(scope.at('norm'), layerwise(scope.at('layerwise'), tokens, heads));
        return {
          logits: {
            logits: dense(scope.at('classifier'), last, { units: classes, init }),
            features: x,
            stages: [...stageEnds(depth), depth - 1].map((i) => gridOf(states[i]!, height, width)),
          },
        };
      },
    };
  },
});
