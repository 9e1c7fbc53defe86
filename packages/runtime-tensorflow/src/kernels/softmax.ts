import { attributesOf } from '../engine/backend.ts';
import { kernel } from './kernel.ts';

/**
 * `SoftmaxCrossEntropy` by SoftmaxCrossEntropyWithLogits, which takes soft labels; its second
 * output, the gradient, is made again where it is asked for.
 */
export const softmaxCrossEntropy = kernel(
  'SoftmaxCrossEntropy',
  ({ logits, labels }, _attributes, backend) => {
    const [loss] = backend.executeMultipleOutputs(
      'SoftmaxCrossEntropyWithLogits',
      [attributesOf(backend.binding).float32('T')],
      [logits, labels],
      2,
    );
    return [loss!];
  },
);
