import {
  asBlock,
  type Backbone,
  defineBackbone,
  type Initializer,
  type Scope,
} from '@codistill/core';
import {
  dense,
  dropout,
  linearRecurrence,
  normal,
  ones,
  rmsNorm,
  silu,
  stochasticDepth,
  uniform,
} from '@codistill/nn';
import type { Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { tokenAt, withClassToken } from './classToken.ts';
import { depthRate } from './depthRate.ts';
import { kernelAndBias, normalKernel } from './kernelAndBias.ts';
import { patchTokens } from './patchTokens.ts';
import { rateOption } from './rateOption.ts';
import { gridOf, stageEnds } from './tokenStages.ts';

/** How many tokens the causal convolution sees. */
const reach = 4;
/** The smallest and the largest initial step size. */
const [shortest, longest] = [1e-3, 0.1];

/** log n for the n-th of the numbers of the state, from 1. */
const logOfPlaces: Initializer = (shape) =>
  Float32Array.from({ length: shape[0]! * shape[1]! }, (_, i) => Math.log((i % shape[1]!) + 1));
/** The inverse of softplus of step sizes that are spread evenly in their logarithm. */
const stepSizes: Initializer = (shape, rng) =>
  Float32Array.from({ length: shape[0]! }, () => {
    const size = Math.exp(
      rng.uniform() * (Math.log(longest) - Math.log(shortest)) + Math.log(shortest),
    );
    const step = Math.max(size, 1e-4);
    return step + Math.log(-Math.expm1(-step));
  });

/** The part of the last axis from `at`, of `count` channels. */
const channelsOf = (x: Tensor3D, at: number, count: number): Tensor3D =>
  tf.slice(x, [0, 0, at], [-1, -1, count]);

/** Each channel convolved with the `reach` tokens up to its own, [batch, tokens, channels]. */
function causal(scope: Scope, x: Tensor3D): Tensor3D {
  const [batch, tokens, channels] = x.shape;
  const init = uniform(1 / Math.sqrt(reach));
  const kernel = scope.param('kernel', [1, reach, channels, 1], init) as Tensor4D;
  const rows = tf.reshape(x, [batch, 1, tokens, channels]) as Tensor;
  const before = tf.pad(rows, [
    [0, 0],
    [0, 0],
    [reach - 1, 0],
    [0, 0],
  ]) as Tensor4D;
  const y = tf.add(
    tf.depthwiseConv2d(before, kernel, 1, 'valid'),
    scope.param('bias', [channels], init),
  );
  return tf.reshape(y, [batch, tokens, channels]);
}

/**
 * The selective state space in one direction, [batch, tokens, channels] to the same shape. With u =
 * silu(conv(x)), step sizes d = softplus(W u + b), and B and C [batch, tokens, states] linear in u:
 *
 *     h_t = exp(d_t A) h_(t-1) + d_t B_t u_t,   y_t = C_t . h_t + D u_t,   A = -exp(logA)
 */
function selective(scope: Scope, x: Tensor3D, states: number, rank: number): Tensor3D {
  const [batch, tokens, channels] = x.shape;
  const u = silu(causal(scope.at('conv'), x));
  const mixed = dense(scope.at('select'), u, { units: rank + 2 * states, bias: false });
  const low = channelsOf(mixed, 0, rank);
  const size = tf.softplus(
    dense(scope.at('step'), low, {
      units: channels,
      init: kernelAndBias(uniform(1 / Math.sqrt(rank)), stepSizes),
    }),
  );
  const [b, c] = [rank, rank + states].map((at) =>
    tf.reshape(channelsOf(mixed, at, states), [batch, tokens, 1, states]),
  ) as [Tensor, Tensor];
  const rates = tf.neg(tf.exp(scope.param('logA', [channels, states], logOfPlaces)));
  const column = (value: Tensor) => tf.reshape(value, [batch, tokens, channels, 1]);
  const flat = (value: Tensor) => tf.reshape(value, [batch, tokens, channels * states]) as Tensor3D;
  const h = linearRecurrence(
    flat(tf.exp(tf.mul(column(size), rates))),
    flat(tf.mul(column(tf.mul(size, u)), b)),
  );
  const seen = tf.sum(tf.mul(tf.reshape(h, [batch, tokens, channels, states]), c), 3);
  return tf.add(seen, tf.mul(u, scope.param('D', [channels], ones))) as Tensor3D;
}

interface Mixer {
  readonly states: number;
  readonly depth: number;
}

/**
 * The bidirectional mixer: W (f(x) + reverse(g(reverse(x)))) silu(z) / 2, where f and g are
 * selective state spaces, and x and z are linear in the input with twice its channels.
 */
function mixer(scope: Scope, input: Tensor3D, { states, depth }: Mixer): Tensor3D {
  const channels = input.shape[2];
  const inner = 2 * channels;
  const rank = Math.ceil(channels / 16);
  const both = dense(scope.at('in'), input, { units: 2 * inner, bias: false });
  const x = channelsOf(both, 0, inner);
  const forwards = selective(scope.at('forwards'), x, states, rank);
  const reversed = selective(scope.at('backwards'), tf.reverse(x, 1), states, rank);
  const gate = silu(channelsOf(both, inner, inner));
  const y = tf.mul(tf.mul(tf.add(forwards, tf.reverse(reversed, 1)), gate), 0.5) as Tensor3D;
  // The initial sum of all blocks does not grow with their number.
  const init = uniform(1 / Math.sqrt(inner * depth));
  return dense(scope.at('out'), y, { units: channels, bias: false, init });
}

/**
 * Vim: the patches of an image, with a class token in their middle, go through blocks of a norm and
 * a bidirectional selective state space, each added to its input. The classifier sees the class
 * token after a final norm.
 *
 * Images are [batch, height, width, channels], and logits are [batch, classes]. `features` are all
 * tokens after the final norm, [batch, patches + 1, channels], with the class token in the middle;
 * the three stages are the patches after each third of the blocks, as maps, the last after the
 * final norm. A network fits images of one size only, because it learns positions. The recurrence
 * takes a number of tensor operations that grows with the logarithm of the number of tokens.
 *
 * Source: Zhu et al., ICML 2024; structure and initialization are those of the authors' code with
 * absolute positions, the division by two and the class token in the middle. Parameters at 1000
 * classes and 224 pixels: 7,148,008 for Ti and 25,796,584 for S. Patches of 4 are usual for 32x32.
 * @throws InputError if the patches do not fill the image.
 */
export const vim = defineBackbone({
  id: 'vim',
  about: 'Vim: bidirectional selective state spaces over the patches of an image.',
  source: 'Zhu et al. 2024, arXiv 2401.09417',
  options: z.object({
    patch: z.number().int().positive().default(4).describe('Side of a square patch, in pixels.'),
    channels: z.number().int().positive().default(192).describe('Dimension of a token.'),
    depth: z.number().int().positive().default(24).describe('Number of blocks.'),
    states: z.number().int().positive().default(16).describe('Numbers of the state of a channel.'),
    dropout: rateOption(0).describe('Dropout rate after the position embedding.'),
    stochasticDepth: rateOption(0.1).describe(
      'Rate at which an example skips the last block; 0 at the first.',
    ),
  }),
  variants: {
    'vim-ti': { channels: 192 },
    'vim-s': { channels: 384 },
  },
  create: ({
    patch,
    channels,
    depth,
    states,
    dropout: rate,
    stochasticDepth: skipped,
  }): Backbone => ({
    heads: ['logits'],
    deployed: 'logits',
    forward(scope, images, classes) {
      const embed = scope.at('embed');
      const init = normal(1 / Math.sqrt(images.shape[3] * patch * patch));
      const { tokens, rows, columns } = patchTokens(embed, images, { patch, channels, init });
      const middle = Math.floor((rows * columns) / 2);
      let x = dropout(embed, withClassToken(embed, tokens, { at: middle }), rate);
      const sums = Array.from({ length: depth }, (_, i) => {
        x = asBlock(scope.at('block').at(String(i)), x, (at, before) => {
          const y = mixer(at.at('mixer'), rmsNorm(at.at('norm'), before), { states, depth });
          const kept = stochasticDepth(at.at('mixer'), y, depthRate(skipped, i, depth));
          return tf.add(before, kept) as Tensor3D;
        });
        return x;
      });
      const features = rmsNorm(scope.at('norm'), x);
      const maps = [...stageEnds(depth).map((i) => sums[i]!), features];
      return {
        logits: {
          logits: dense(scope.at('classifier'), tokenAt(features, middle), {
            units: classes,
            init: normalKernel(0.02),
          }),
          features,
          stages: maps.map((map) => gridOf(map, rows, columns, middle)),
        },
      };
    },
  }),
});
