import {
  besideName,
  type Edge,
  type Loss,
  l2,
  type Peer,
  type PeerId,
  type Prediction,
  type Rng,
  type Scope,
  sameGrid,
  type Virtual,
} from '@codistill/core';
import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

/**
 * The student's features in the shape of the teacher's, and the teacher's features to compare them
 * with. Either is left out if the features can stay as they are.
 *
 * Maps of different sizes are pooled to the smaller grid. Features of different kinds, such as a
 * map and tokens, are averaged over positions. If the channels differ, the student's features F
 * become W F, a 1x1 convolution without bias, with a learned W, [student channels, teacher
 * channels].
 *
 * Features are [batch, height, width, channels], [batch, tokens, channels] or [batch, channels],
 * and both predictions must have them.
 *
 * FitNets (Romero et al. 2015) adapt the student to the teacher in this way. The paper of
 * competitive distillation does not say how it matches different shapes.
 */
export function adapt(
  scope: Scope,
  student: Prediction,
  teacher: Prediction,
): { readonly student?: Tensor; readonly teacher?: Tensor } {
  const [own, other] = onOneGrid(student.features!, teacher.features!);
  const [from, to] = [channelsOf(own), channelsOf(other)];
  const adapted = from === to ? own : pointwise(own, scope.param('kernel', [from, to], fanIn));
  return {
    ...(adapted !== student.features && { student: adapted }),
    ...(other !== teacher.features && { teacher: other }),
  };
}

/**
 * An edge that compares features, and the virtual peers that it needs: `a~b` is peer a with
 * features adapted to b, and `b~a:pooled` is peer b on a's grid.
 */
export function featureEdge(
  scope: Scope,
  from: Peer,
  to: Peer,
  weight: number | Scalar,
  options: { readonly loss?: Loss; readonly because?: string } = {},
): { readonly edge: Edge; readonly virtual: Readonly<Record<PeerId, Virtual>> } {
  const loss = options.loss ?? l2();
  const virtual: Record<PeerId, Virtual> = {};
  let source = from.id;
  let student = to.id;
  if (from.features && to.features) {
    const adapted = besideName(to.id, from.id);
    const matched = adapt(scope.at('adapt').at(adapted), to, from);
    if (matched.student) {
      student = adapted;
      virtual[student] = { of: to.id, logits: to.logits, features: matched.student };
    }
    if (matched.teacher) {
      source = `${besideName(from.id, to.id)}:pooled`;
      virtual[source] = { of: from.id, logits: from.logits, features: matched.teacher };
    }
  }
  return {
    edge: {
      from: source,
      to: student,
      loss,
      weight,
      ...(options.because && { because: options.because }),
    },
    virtual,
  };
}

/** The mean over positions of a map, of tokens, or of a vector, [batch, channels]. */
export const pooled = (features: Tensor): Tensor2D =>
  features.rank === 2
    ? (features as Tensor2D)
    : (tf.mean(
        features,
        Array.from({ length: features.rank - 2 }, (_, axis) => axis + 1),
      ) as Tensor2D);

/** Normal numbers with variance 1 / fan-in, which keep the scale of the features. */
export const fanIn = (shape: readonly number[], rng: Rng): Float32Array =>
  Float32Array.from(
    { length: shape.reduce((a, b) => a * b, 1) },
    () => rng.normal() / Math.sqrt(shape[0]!),
  );

const channelsOf = (x: Tensor) => x.shape[x.rank - 1]!;

/** W F: a 1x1 convolution of a map, of tokens or of vectors; W is [channels, new channels]. */
export function pointwise(x: Tensor, kernel: Tensor): Tensor {
  const flat = tf.matMul(tf.reshape(x, [-1, channelsOf(x)]) as Tensor2D, kernel as Tensor2D);
  return tf.reshape(flat, [...x.shape.slice(0, -1), kernel.shape[1]!]);
}

function onOneGrid(a: Tensor, b: Tensor): readonly [Tensor, Tensor] {
  const grid = (x: Tensor) => x.shape.slice(1, -1);
  if (a.rank === b.rank && grid(a).join() === grid(b).join()) return [a, b];
  const divides = (large: number, small: number) => large % small === 0;
  const nests =
    a.rank === 4 &&
    b.rank === 4 &&
    grid(a).every((size, i) => divides(Math.max(size, grid(b)[i]!), Math.min(size, grid(b)[i]!)));
  return nests ? sameGrid(a, b) : [pooled(a), pooled(b)];
}
