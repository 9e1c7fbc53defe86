import { batchMatMul } from './batchMatMul.ts';
import { batchNormTrain, batchNormTrainGrad } from './batchNormTrain.ts';
import { conv2d } from './conv2d.ts';
import { conv2dBackpropFilter } from './conv2dBackpropFilter.ts';
import { conv2dBackpropInput } from './conv2dBackpropInput.ts';
import { depthwiseBackpropFilter, depthwiseBackpropInput, depthwiseConv2d } from './depthwise.ts';
import { einsum } from './einsum.ts';
import { identity } from './identity.ts';
import { rectify, rectifyGrad } from './rectify.ts';
import { slice } from './slice.ts';
import { klDivergence, softmaxCrossEntropy } from './softmaxLosses.ts';
import { mean, sum } from './sum.ts';
import { unsortedSegmentSum } from './unsortedSegmentSum.ts';

/** All kernels of this runtime: those that the engine lacks, and faster replacements. */
export const kernels = [
  batchMatMul,
  batchNormTrain,
  batchNormTrainGrad,
  conv2d,
  conv2dBackpropFilter,
  conv2dBackpropInput,
  depthwiseBackpropFilter,
  depthwiseBackpropInput,
  depthwiseConv2d,
  einsum,
  identity,
  klDivergence,
  mean,
  rectify,
  rectifyGrad,
  slice,
  softmaxCrossEntropy,
  sum,
  unsortedSegmentSum,
];
