import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Loss } from '../contracts/flow.ts';
import { kl } from './losses.ts';

/**
 * The loss `kl` with a temperature that may be a scalar tensor, such as a scheduled one from
 * `numbers`: T^2 KL(softmax(z_from / T) || softmax(z_to / T)) of each example, summed over classes,
 * [batch]. `temperature` must be positive. `squared: false` leaves out the factor T^2. Source:
 * Hinton, Vinyals and Dean 2015, section 2.
 *
 * @example
 * ```ts
 * const edge = { from: 'a', to: 'b', loss: softened(tf.scalar(4)) };
 * console.log(edge.loss.name); // kl
 * ```
 */
export function softened(temperature: number | Scalar, squared = true): Loss {
  if (typeof temperature === 'number') return kl({ temperature, squared });
  const plain = kl();
  return {
    name: plain.name,
    formula: `${squared ? 'T^2 ' : ''}KL(softmax(z_from/T) || softmax(z_to/T)), T scheduled`,
    perExample(student, target, labels, distribution) {
      const over = (logits: Tensor2D) => tf.div(logits, temperature) as Tensor2D;
      const values = plain.perExample(
        { logits: over(student.logits) },
        { logits: over(target!.logits) },
        labels,
        distribution,
      );
      return squared ? (tf.mul(values, tf.square(temperature)) as Tensor1D) : values;
    },
  };
}
