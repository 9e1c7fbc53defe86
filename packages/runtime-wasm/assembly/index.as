export { affine, combine, gradientSums, momentsOf } from './batchNorm';
export { convolve, correlate, pack, place, transpose } from './convolution';
export { depthwise, depthwiseFilter, depthwiseInput } from './depthwise';
export { rectify, rectifyGrad } from './elementwise';
export { columnSums, copyRows, total } from './reduce';
