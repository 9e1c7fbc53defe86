import { batchNormTrain, type Scope } from '@codistill/core';
import { dropout } from '@codistill/nn';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Layer, LayerVariable } from './layersModel.ts';

/** What TensorFlow.js's batch normalization has besides a layer. */
interface BatchNormLayer extends Layer {
  readonly momentum: number;
  readonly epsilon: number;
  readonly gamma?: LayerVariable;
  readonly beta?: LayerVariable;
  readonly movingMean: LayerVariable;
  readonly movingVariance: LayerVariable;
}

/**
 * A layer in a step. Layers that change variables or draw random numbers in training do so through
 * the scope, because a step is a pure function of its state: batch normalization and dropout.
 */
export function callLayer(
  layer: Layer,
  inputs: readonly Tensor[],
  scope: Scope,
  nameOf: (variable: LayerVariable) => string,
): Tensor | Tensor[] {
  const kind = layer.getClassName();
  if (kind === 'Dropout')
    return dropout(scope.at(layer.name), inputs[0]!, (layer as Layer & { rate: number }).rate);
  if (kind === 'BatchNormalization' && scope.training)
    return batchNorm(layer as BatchNormLayer, inputs[0]!, scope, nameOf);
  return layer.call(inputs.length === 1 ? inputs[0]! : [...inputs], { training: scope.training });
}

/**
 * Batch normalization of a training step, as `tf.layers.batchNormalization` does it: the moving
 * statistics become momentum r + (1 - momentum) s, with the biased variance of the batch.
 */
function batchNorm(
  { momentum, epsilon, gamma, beta, movingMean, movingVariance }: BatchNormLayer,
  x: Tensor,
  scope: Scope,
  nameOf: (variable: LayerVariable) => string,
): Tensor {
  const channels: [number] = [x.shape[x.rank - 1]!];
  const scale = (gamma ? gamma.read() : tf.ones(channels)) as Tensor1D;
  const offset = (beta ? beta.read() : tf.zeros(channels)) as Tensor1D;
  const { y, mean, variance } = batchNormTrain(x, scale, offset, epsilon);
  const move = (variable: LayerVariable, now: Tensor) => {
    const moved = tf.add(tf.mul(variable.read(), momentum), tf.mul(now, 1 - momentum));
    scope.setStat(nameOf(variable), moved);
  };
  move(movingMean, mean);
  move(movingVariance, variance);
  return y;
}
