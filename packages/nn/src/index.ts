export { gelu } from '@codistill/core';
export { hardSigmoid, hardSwish, silu } from './activations.ts';
export { type AttentionOptions, attention } from './attention.ts';
export { type ConvOptions, conv, depthwiseConv } from './conv.ts';
export { type DenseOptions, dense } from './dense.ts';
export { dropout } from './dropout.ts';
export {
  constant,
  fanInUniform,
  fans,
  glorotUniform,
  heNormal,
  normal,
  ones,
  uniform,
  zeros,
} from './initializers.ts';
export { layerScale } from './layerScale.ts';
export { linearRecurrence } from './linearRecurrence.ts';
export { type BatchNormOptions, batchNorm, layerNorm, rmsNorm } from './norm.ts';
export {
  adaptiveAveragePool,
  averagePool,
  globalAveragePool,
  maxPool,
  type PoolOptions,
} from './pool.ts';
export { type SqueezeExciteOptions, squeezeExcite } from './squeezeExcite.ts';
export { stochasticDepth } from './stochasticDepth.ts';
