export { type AttentionOptions, attention } from './attention.ts';
export { type ConvOptions, conv, depthwiseConv } from './conv.ts';
export { type DenseOptions, dense } from './dense.ts';
export { dropout } from './dropout.ts';
export {
  constant,
  fans,
  glorotUniform,
  heNormal,
  normal,
  ones,
  uniform,
  zeros,
} from './initializers.ts';
export { type BatchNormOptions, batchNorm, layerNorm } from './norm.ts';
export { globalAveragePool } from './pool.ts';
