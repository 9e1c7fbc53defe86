import * as tf from '@tensorflow/tfjs-core';
import { attributesOf } from '../engine/backend.ts';
import { kernel } from './kernel.ts';

/**
 * tfjs-node's kernel reads the indices on the host to check them, which is not allowed in a step.
 * On the processor, TensorFlow checks them.
 */
export const gather = kernel('GatherV2', ({ x, indices }, { axis, batchDims }, backend) => {
  const { integer, type, int32 } = attributesOf(backend.binding);
  const attributes = [
    integer('batch_dims', (batchDims as number) ?? 0),
    type('Tparams', x!.dtype),
    type('Tindices', indices!.dtype),
    int32('Taxis'),
  ];
  return [
    backend.executeSingleOutput('GatherV2', attributes, [
      x,
      indices,
      tf.scalar(axis as number, 'int32'),
    ]),
  ];
});
