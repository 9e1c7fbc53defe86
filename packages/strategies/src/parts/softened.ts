import { kl, type Loss } from '@codistill/core';
import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

/**
 * T^2 KL(softmax(z_from / T) || softmax(z_to / T)) of each example, summed over classes, [batch],
 * for a temperature T that may be a scheduled number.
 * `squared: false` leaves T^2 out. Hinton, Vinyals and Dean 2015, section 2.
 */
export function softened(temperature: number | Scalar, squared = true): Loss {
  if (typeof temperature === 'number') return kl({ temperature, squared });
  const plain = kl();
  return {
    name: plain.name,
    formula: `${squared ? 'T^2 ' : ''}KL(softmax(z_from/T) || softmax(z_to/T)), T scheduled`,
    perExample(student, target, labels) {
      const over = (logits: Tensor2D) => tf.div(logits, temperature) as Tensor2D;
      const values = plain.perExample(
        { logits: over(student.logits) },
        { logits: over(target!.logits) },
        labels,
      );
      return squared ? (tf.mul(values, tf.square(temperature)) as Tensor1D) : values;
    },
  };
}
