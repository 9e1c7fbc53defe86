import {
  batchNormTrain,
  defineLesson,
  type Initializer,
  numbers,
  type Scope,
  times,
  varying,
} from '@codistill/core';
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { noMaps } from '../errors.ts';
import { pointwise, pooled } from '../features/adapt.ts';
import { averaged, type Grid, gridOf, nearestOn } from './grids.ts';
import {
  type ComparedFeatures,
  comparedFeatures,
  type Pair,
  type Stage,
  stageOption,
} from './stages.ts';
import { warmUp, warmUpOption } from './warmUp.ts';

/**
 * Knowledge review: every stage of the teacher also teaches the deeper stages of the student, which
 * are fused from the deepest stage upwards.
 *
 *     L = w sum_j HCL(ABF_j(F_S^j, R^{j+1}), F_T^j)
 *     HCL(a, b) = sum_l 2^-l mean_elements (pool_l a - pool_l b)^2 / sum_l 2^-l
 *
 * Level j is the map after stage j, and the deepest level is the last map averaged to 1x1 if all
 * stages are compared. ABF (attention-based fusion) brings F_S^j to common channels by a 1x1
 * convolution and batch norm; multiplies it and the deeper level's result R^{j+1}, on its grid, by
 * two learned attention maps, and adds both; the sum on the teacher's grid is R^j, and a 3x3
 * convolution with batch norm gives the teacher's channels. HCL (hierarchical context loss)
 * compares whole maps (l = 0) and both pooled to 4x4, 2x2 and 1x1, as far as these are smaller.
 * Grids change by nearest neighbors. Batch norm uses the batch's statistics, because these layers
 * are used in training only.
 *
 * Source: Chen et al., CVPR 2021; the defaults are those of the benchmark mdistiller. Its code
 * takes maps before the last activation of a stage; here they are what the network calls its
 * stages.
 */
export const reviewKd = defineLesson({
  id: 'review-kd',
  about: 'Every stage of the teacher also teaches the deeper stages of the student (ReviewKD).',
  source: 'Chen et al. 2021, arXiv 2104.09044; github.com/dvlab-research/ReviewKD',
  options: z.object({
    weight: varying(z.number().nonnegative(), 1, 'Factor w of the loss.'),
    warmUp: warmUpOption,
    channels: z
      .number()
      .int()
      .positive()
      .default(512)
      .describe("Largest number of common channels; fewer if the student's deepest map has fewer."),
    stage: stageOption('all'),
  }),
  create({ weight, warmUp: epochs, channels, stage }) {
    const varied = numbers({ weight });
    const warming = warmUp(epochs);
    return {
      plan: (moment) => ({ ...varied.plan(moment), ...warming.plan(moment) }),
      learn(pair, { plan, scope }) {
        const levels = levelsOf(stage, pair);
        const middle = Math.min(channels, levels.at(-1)!.student.shape[3]!);
        const fusions = fusionsOf(scope, levels, middle);
        return {
          losses: [
            {
              loss: {
                name: 'review-kd',
                formula: 'sum_j HCL(ABF_j(F_to, R), F_from)',
                perExample: (own, theirs) =>
                  reviewed(
                    levelsOf(stage, {
                      teacher: { ...pair.teacher, ...theirs },
                      student: { ...pair.student, ...own },
                    }),
                    fusions,
                  ),
              },
              weight: times(varied.at(plan).weight, warming.at(plan)),
            },
          ],
        };
      },
    };
  },
});

/** The maps of all levels, the deepest last. */
function levelsOf(stage: Stage, pair: Pair): readonly ComparedFeatures[] {
  const maps = comparedFeatures('review-kd', stage, pair);
  for (const { teacher, student } of maps) {
    if (teacher.rank !== 4) throw noMaps('review-kd', pair.teacher.id, teacher.shape);
    if (student.rank !== 4) throw noMaps('review-kd', pair.student.id, student.shape);
  }
  if (stage !== 'all') return maps;
  const { teacher, student } = maps.at(-1)!;
  return [...maps, { teacher: onePosition(teacher), student: onePosition(student) }];
}

const onePosition = (map: Tensor) => tf.reshape(pooled(map), [map.shape[0]!, 1, 1, map.shape[3]!]);

/** The learned layers of a level. */
interface Fusion {
  /** The student's map in the common channels. */
  inward(map: Tensor): Tensor;
  /** Two attention maps, [..., 2], of the student's map next to the deeper result. */
  attention?(both: Tensor): Tensor;
  /** The fused map in the teacher's channels. */
  outward(map: Tensor): Tensor;
}

const fusionsOf = (
  scope: Scope,
  levels: readonly ComparedFeatures[],
  middle: number,
): readonly Fusion[] =>
  levels.map(({ teacher, student }, j): Fusion => {
    const own = scope.at(`level${j}`);
    const [from, to] = [student.shape[3]!, teacher.shape[3]!];
    const first = own.at('inward').param('kernel', [from, middle], uniformBy(3));
    const firstNorm = normParams(own.at('inward'), middle);
    const attention = j < levels.length - 1 ? attentionOf(own.at('attention'), middle) : undefined;
    const second = own.at('outward').param('kernel', [3, 3, middle, to], uniformBy(3));
    const secondNorm = normParams(own.at('outward'), to);
    return {
      inward: (map) => firstNorm(pointwise(map, first)),
      ...(attention && { attention }),
      outward: (map) => secondNorm(tf.conv2d(map as Tensor4D, second as Tensor4D, 1, 'same')),
    };
  });

function attentionOf(scope: Scope, middle: number): (both: Tensor) => Tensor {
  const kernel = scope.param('kernel', [2 * middle, 2], uniformBy(1));
  const bias = scope.param('bias', [2], (_shape, rng) =>
    Float32Array.from([0, 1], () => (2 * rng.uniform() - 1) / Math.sqrt(2 * middle)),
  );
  return (both) => tf.sigmoid(tf.add(pointwise(both, kernel), bias));
}

function normParams(scope: Scope, channels: number): (map: Tensor) => Tensor {
  const filled =
    (value: number): Initializer =>
    () =>
      new Float32Array(channels).fill(value);
  const scale = scope.param('scale', [channels], filled(1)) as Tensor1D;
  const offset = scope.param('offset', [channels], filled(0)) as Tensor1D;
  return (map) => {
    const rows = tf.reshape(map, [-1, channels]) as Tensor2D;
    return tf.reshape(batchNormTrain(rows, scale, offset, 1e-5).y, map.shape);
  };
}

/** Numbers from -sqrt(gain / inputs) to sqrt(gain / inputs), as PyTorch's convolutions begin. */
const uniformBy =
  (gain: number): Initializer =>
  (shape, rng) => {
    const size = (sizes: readonly number[]) => sizes.reduce((a, b) => a * b, 1);
    const limit = Math.sqrt(gain / size(shape.slice(0, -1)));
    return Float32Array.from({ length: size(shape) }, () => limit * (2 * rng.uniform() - 1));
  };

/** The loss of each example, [batch]. */
function reviewed(levels: readonly ComparedFeatures[], fusions: readonly Fusion[]): Tensor1D {
  let deeper: Tensor | undefined;
  const losses = levels.map((_level, i) => {
    const j = levels.length - 1 - i;
    const { teacher, student } = levels[j]!;
    const { inward, attention, outward } = fusions[j]!;
    const own = inward(student);
    const fused = attention && deeper ? fuse(own, nearestOn(deeper, gridOf(own)), attention) : own;
    deeper = nearestOn(fused, gridOf(teacher));
    return contextLoss(outward(deeper), teacher);
  });
  return tf.addN(losses) as Tensor1D;
}

function fuse(own: Tensor, deeper: Tensor, attention: (both: Tensor) => Tensor): Tensor {
  const [first, second] = tf.split(attention(tf.concat([own, deeper], 3)), 2, 3);
  return tf.add(tf.mul(own, first!), tf.mul(deeper, second!));
}

/** HCL of each example, [batch]. */
function contextLoss(student: Tensor, teacher: Tensor): Tensor {
  const height = student.shape[1]!;
  const grids = [4, 2, 1].filter((size) => size < height);
  const meanSquare = (a: Tensor, b: Tensor) =>
    tf.mean(tf.reshape(tf.squaredDifference(a, b), [a.shape[0]!, -1]), 1);
  const terms = grids.map((size, i) => {
    const grid: Grid = [size, size];
    return tf.mul(meanSquare(averaged(student, grid), averaged(teacher, grid)), 2 ** -(i + 1));
  });
  const total = grids.reduce((sum, _grid, i) => sum + 2 ** -(i + 1), 1);
  return tf.div(tf.addN([meanSquare(student, teacher), ...terms]), total);
}
