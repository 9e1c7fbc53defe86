import {
  type Backbone,
  defineBackbone,
  nested,
  type Prediction,
  relu,
  type Scope,
} from '@codistill/core';
import { batchNorm, conv, dense, globalAveragePool } from '@codistill/nn';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { noStages, severalHeads } from './errors.ts';
import { resnetCifar } from './resnetCifar.ts';

/** How many times the grid is halved between two maps. */
const halvings = (from: Tensor4D, to: Tensor4D) =>
  Math.round(Math.log2(from.shape[1] / to.shape[1]));

/**
 * Takes the map after a stage to the size and channels of the last map: one 3x3 convolution of
 * stride 2 for each halving, or one 1x1 convolution if there is none.
 */
function bottleneck(scope: Scope, x: Tensor4D, last: Tensor4D): Tensor4D {
  const times = halvings(x, last);
  let y = x;
  for (let i = 0; i < Math.max(1, times); i++) {
    const unit = scope.at(String(i));
    const filters = i === Math.max(1, times) - 1 ? last.shape[3] : y.shape[3];
    y = relu(
      batchNorm(
        unit.at('norm'),
        conv(unit.at('conv'), y, {
          filters,
          kernelSize: times === 0 ? 1 : 3,
          strides: times === 0 ? 1 : 2,
        }),
      ),
    );
  }
  return y;
}

/**
 * A network with an early exit after each stage except the last. The heads are exit1, ..., exitC in
 * order of depth. The last one is the network's own classifier and is deployed.
 *
 * Images are [batch, height, width, channels], and the logits of an exit are [batch, classes]. An
 * early exit is a bottleneck to the last stage's shape, pooling and a classifier. `features` is the
 * map before pooling, [batch, height, width, channels]. The parameters of the inner network keep
 * their names, and those of exit i have the prefix `exit<i>`.
 *
 * Source: Zhang et al., ICCV 2019 (be your own teacher). Their bottlenecks are separable or
 * residual, depending on the version; ours are plain convolutions.
 * @throws InputError if the inner network has several heads, or does not return `count` stages.
 */
export const exits = defineBackbone({
  id: 'exits',
  about:
    "A network with an early exit after each stage; the last exit is the network's own classifier.",
  source: 'Zhang et al. 2019, arXiv 1905.08094',
  options: z.object({
    of: nested('backbone')
      .default(() => resnetCifar())
      .describe('The network that gets the exits.'),
    count: z
      .number()
      .int()
      .min(2)
      .default(3)
      .describe(
        'Number of exits, the last included; it equals the number of stages of the network.',
      ),
    bottleneck: z
      .boolean()
      .default(true)
      .describe(
        "Convolve the features of an early exit to the shape of the last exit's; if false, pool them directly.",
      ),
  }),
  create({ of: inside, count, bottleneck: narrows }): Backbone {
    if (inside.heads.length !== 1) throw severalHeads(inside.heads);
    const heads = Array.from({ length: count }, (_, i) => `exit${i + 1}`);
    return {
      heads,
      deployed: heads[count - 1]!,
      ...(inside.resnet && { resnet: inside.resnet }),
      forward(scope, images, classes) {
        const whole = inside.forward(scope, images, classes)[inside.heads[0]!]!;
        const { stages } = whole;
        if (!stages || stages.length !== count) throw noStages(stages?.length ?? 0, count);
        const last = stages[count - 1]!;
        const early = stages.slice(0, -1).map((map, i): Prediction => {
          const exit = scope.at(heads[i]!);
          const features = narrows ? bottleneck(exit.at('bottleneck'), map, last) : map;
          return {
            logits: dense(exit.at('classifier'), globalAveragePool(features), { units: classes }),
            features,
          };
        });
        return Object.fromEntries(
          [...early, whole].map((prediction, i) => [heads[i]!, prediction]),
        );
      },
    };
  },
});
