import {
  defineLesson,
  detach,
  type Initializer,
  numbers,
  type Scope,
  stream,
  untaped,
  varying,
} from '@codistill/core';
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { pooled } from '../features/adapt.ts';
import { unit } from './norms.ts';
import { comparedFeatures, type Pair, type Stage, singleStageOption } from './stages.ts';

/**
 * Contrastive representation distillation: the embedding of an example in the student is close to
 * its embedding in the teacher, and far from those of other examples.
 *
 *     L = w (C(u, V) + C(v, U)),   u = unit(W_S f_S + b_S),   v = unit(W_T f_T + b_T)
 *     C(u_i, V) = -log h(u_i, V_i) - sum_{j in N_i} log(1 - h(u_i, V_j))
 *     h(u, V) = P / (P + N / M + 1e-7),   P = exp(u V / tau) / Z
 *
 * f are the features averaged over positions, [batch, channels]; u and v have `dimensions`
 * elements. U and V are banks with the embedding of every training example, [M, dimensions], and
 * N_i are N examples other than i, drawn anew in each step with replacement: examples i + 1 + r_k
 * mod M, with the same offsets r_k for the whole batch, so that N numbers are drawn. After the
 * step, the rows of the batch become unit(m V_i + (1 - m) v_i). Z is M times the mean of exp(u V /
 * tau) in the first step, and stays. Both embeddings are learned; the teacher's features carry no
 * gradient.
 *
 * The memory is `student`, `teacher`, the banks, and `normalizers`, [2]. The similarities with the
 * whole bank are computed in each step, [batch, M], because they need less memory than N rows of it
 * for each example.
 *
 * Source: Tian, Krishnan and Isola, ICLR 2020; all defaults are those of its code RepDistiller. Its
 * code draws N_i among the examples of other classes; here they are any other examples.
 */
export const crd = defineLesson({
  id: 'crd',
  about:
    'Embeddings of an example agree in student and teacher, against those of others (contrastive).',
  source: 'Tian et al. 2020, arXiv 1910.10699; github.com/HobbitLong/RepDistiller',
  options: z.object({
    weight: varying(z.number().nonnegative(), 0.8, 'Factor w of the loss.'),
    temperature: varying(z.number().positive(), 0.07, 'Temperature tau of the similarities.'),
    dimensions: z.number().int().positive().default(128).describe('Size of the embeddings.'),
    negatives: z
      .number()
      .int()
      .positive()
      .default(16384)
      .describe('Number N of other examples drawn for each example.'),
    momentum: z.number().min(0).lt(1).default(0.5).describe('Factor m of the old rows of a bank.'),
    stage: singleStageOption('features'),
  }),
  create({ dimensions, negatives, momentum, stage, ...options }) {
    const varied = numbers(options);
    return {
      plan: varied.plan,
      memory: ({ examples }) => ({
        student: bank(examples, dimensions, 'student'),
        teacher: bank(examples, dimensions, 'teacher'),
        normalizers: { shape: [2], data: Float32Array.of(-1, -1) },
      }),
      learn(pair, { plan, memory, scope }) {
        const { weight, temperature } = varied.at(plan);
        const { student, teacher } = embeddings(pair, stage, scope, dimensions);
        const { indices } = pair.student;
        const examples = memory.student.shape[0]!;
        const drawn = untaped(() => drawCounts(indices, negatives, examples, scope));
        const rows = { indices, drawn, negatives };
        const [zStudent, zTeacher] = tf.split(memory.normalizers, 2);
        const own = against(tf.div(student, temperature), memory.teacher, zStudent!, rows);
        const theirs = against(tf.div(teacher, temperature), memory.student, zTeacher!, rows);
        return {
          losses: [
            {
              loss: {
                name: 'crd',
                formula: '-log h(u_i, V_i) - sum_j log(1 - h(u_i, V_j)), and from v to U',
                perExample: () => tf.add(own.loss, theirs.loss) as Tensor1D,
              },
              weight,
            },
          ],
          memory: {
            student: moved(memory.student, indices, student, momentum),
            teacher: moved(memory.teacher, indices, teacher, momentum),
            normalizers: tf.concat([own.normalizer, theirs.normalizer]),
          },
        };
      },
    };
  },
});

/** Numbers from -sqrt(3 / dimensions) to sqrt(3 / dimensions), as the source begins. */
function bank(examples: number, dimensions: number, name: string) {
  const rng = stream(0, `crd/${name}`, 0);
  const limit = 1 / Math.sqrt(dimensions / 3);
  const data = Float32Array.from(
    { length: examples * dimensions },
    () => limit * (2 * rng.uniform() - 1),
  );
  return { shape: [examples, dimensions], data };
}

/** u and v, [batch, dimensions] each, of norm 1. */
function embeddings(pair: Pair, stage: Stage, scope: Scope, dimensions: number) {
  const [features] = comparedFeatures('crd', stage, pair);
  const embedded = (name: string, f: Tensor2D) => {
    const own = scope.at(name);
    const init = uniformBy(f.shape[1]);
    const kernel = own.param('kernel', [f.shape[1], dimensions], init) as Tensor2D;
    return unit(tf.add(tf.matMul(f, kernel), own.param('bias', [dimensions], init))) as Tensor2D;
  };
  return {
    student: embedded('student', pooled(features!.student)),
    teacher: embedded('teacher', pooled(detach(features!.teacher))),
  };
}

/** Numbers from -1 / sqrt(inputs) to 1 / sqrt(inputs), as PyTorch's linear layer begins. */
const uniformBy =
  (inputs: number): Initializer =>
  (shape, rng) =>
    Float32Array.from(
      { length: shape.reduce((a, b) => a * b, 1) },
      () => (2 * rng.uniform() - 1) / Math.sqrt(inputs),
    );

/**
 * How often each example was drawn for each example of the batch, [batch, examples]. Example j was
 * drawn for example i as often as the offset (j - i - 1) mod M.
 */
function drawCounts(
  indices: Tensor1D,
  negatives: number,
  examples: number,
  scope: Scope,
): Tensor2D {
  const last = Math.max(0, examples - 2);
  const drawn = tf.floor(tf.mul(scope.random.uniform('negatives', [negatives]), last + 1));
  const offsets = tf.cast(tf.expandDims(tf.minimum(drawn, last), 1), 'int32');
  const counts = tf.scatterND(offsets, tf.ones([negatives]), [examples]);
  const after = tf.sub(
    tf.range(0, examples),
    tf.add(tf.expandDims(tf.cast(indices, 'float32'), 1), 1),
  );
  const wrapped = tf.add(after, tf.mul(examples, tf.cast(tf.less(after, 0), 'float32')));
  return tf.gather(counts, tf.cast(wrapped, 'int32')) as Tensor2D;
}

interface Rows {
  readonly indices: Tensor1D;
  readonly drawn: Tensor2D;
  readonly negatives: number;
}

/**
 * C of each example, [batch], of embeddings over tau against a bank, and Z, [1]. A normalizer below
 * 0 is not known yet.
 */
function against(
  scaled: Tensor,
  others: Tensor,
  known: Tensor,
  { indices, drawn, negatives }: Rows,
): { readonly loss: Tensor; readonly normalizer: Tensor } {
  const examples = others.shape[0]!;
  const batch = indices.shape[0];
  const similar = tf.matMul(scaled as Tensor2D, others as Tensor2D, false, true);
  const positive = tf.sum(tf.mul(scaled, tf.gather(others, indices)), 1);
  const normalizer = untaped(() => {
    const sum = tf.add(tf.sum(tf.mul(drawn, tf.exp(similar))), tf.sum(tf.exp(positive)));
    const first = tf.mul(sum, examples / (batch * (negatives + 1)));
    return tf.where(tf.less(known, 0), tf.reshape(first, [1]), known);
  });
  const share = negatives / examples;
  const p = (exponent: Tensor) => tf.div(tf.exp(exponent), normalizer);
  const total = (probability: Tensor) => tf.add(probability, share + epsilon);
  const near = tf.sub(tf.sub(positive, tf.log(normalizer)), tf.log(total(p(positive))));
  const far = tf.sum(tf.mul(drawn, tf.sub(Math.log(share), tf.log(total(p(similar))))), 1);
  return { loss: tf.neg(tf.add(near, far)), normalizer };
}

const epsilon = 1e-7;

/** The bank with the rows of the batch moved towards its embeddings. */
function moved(all: Tensor, indices: Tensor1D, embedded: Tensor, momentum: number): Tensor {
  return untaped(() => {
    const old = tf.gather(all, indices);
    const rows = unit(tf.add(tf.mul(old, momentum), tf.mul(embedded, 1 - momentum)));
    // This is a copy because TensorFlow.js's plain JavaScript engine writes the update into its
    // input.
    return tf.tensorScatterUpdate(tf.add(all, 0), tf.expandDims(indices, 1), rows);
  });
}
