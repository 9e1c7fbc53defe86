import { batchMatMul } from './batchMatMul.ts';
import { batchNormTrain, batchNormTrainGrad } from './batchNormTrain.ts';
import { conv2d } from './conv2d.ts';
import { conv2dBackpropFilter } from './conv2dBackpropFilter.ts';
import { conv2dBackpropInput } from './conv2dBackpropInput.ts';
import { depthwiseBackpropFilter, depthwiseBackpropInput, depthwiseConv2d } from './depthwise.ts';
import { einsum } from './einsum.ts';
import { rectify, rectifyGrad } from './rectify.ts';
import { klDivergence, softmaxCrossEntropy } from './softmaxLosses.ts';
import { unsortedSegmentSum } from './unsortedSegmentSum.ts';

/** Every kernel of this runtime: those that the engine lacks, and faster ones. */
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
  klDivergence,
  rectify,
  rectifyGrad,
  softmaxCrossEntropy,
  unsortedSegmentSum,
];
