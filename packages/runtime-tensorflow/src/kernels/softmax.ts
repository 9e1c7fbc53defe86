import { attributesOf } from '../engine/backend.ts';
import { kernel } from './kernel.ts';

/**
 * `SoftmaxCrossEntropy` by SoftmaxCrossEntropyWithLogits, which supports soft labels. Its second
 * output, the gradient, is recomputed when it is needed.
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
