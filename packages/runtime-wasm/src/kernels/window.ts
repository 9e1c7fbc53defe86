import * as tf from '@tensorflow/tfjs-core';
import { notChannelsLast } from '../errors.ts';
import type { Attributes } from './kernel.ts';

/** The geometry of windows along one axis of an image. */
export interface Axis {
  readonly input: number;
  readonly output: number;
  readonly taps: number;
  readonly stride: number;
  readonly dilation: number;
  /** The number of zeros before the first value. */
  readonly before: number;
  /** The number of values, including the zeros before, that all windows together touch. */
  readonly extent: number;
}

export interface Windows {
  readonly batch: number;
  readonly rows: Axis;
  readonly columns: Axis;
  readonly inputChannels: number;
  readonly outputChannels: number;
  readonly outputShape: readonly [number, number, number, number];
  /** Whether every window lies inside the image. */
  readonly inside: boolean;
}

type Shape4D = [number, number, number, number];

/**
 * The windows of a convolution of x [batch, height, width, channels] with a filter [taps, taps, in,
 * out].
 * @throws for the data format with channels first.
 */
export function windowsOf(
  kernel: string,
  xShape: readonly number[],
  filterShape: readonly number[],
  attributes: Attributes,
  depthwise = false,
): Windows {
  const info = convolutionOf(kernel, xShape, filterShape, attributes, depthwise);
  const { padInfo } = info;
  const rows = withExtent({
    input: info.inHeight,
    output: info.outHeight,
    taps: info.filterHeight,
    stride: info.strideHeight,
    dilation: info.dilationHeight,
    before: padInfo.top,
  });
  const columns = withExtent({
    input: info.inWidth,
    output: info.outWidth,
    taps: info.filterWidth,
    stride: info.strideWidth,
    dilation: info.dilationWidth,
    before: padInfo.left,
  });
  return {
    batch: info.batchSize,
    rows,
    columns,
    inputChannels: info.inChannels,
    outputChannels: info.outChannels,
    outputShape: info.outShape as Shape4D,
    inside:
      rows.before === 0 &&
      columns.before === 0 &&
      rows.extent <= rows.input &&
      columns.extent <= columns.input,
  };
}

/** What TensorFlow.js makes of the attributes of a convolution. */
function convolutionOf(
  kernel: string,
  xShape: readonly number[],
  filterShape: readonly number[],
  attributes: Attributes,
  depthwise: boolean,
): tf.backend_util.Conv2DInfo {
  const {
    strides,
    pad,
    dataFormat = 'NHWC',
    dilations = 1,
    dimRoundingMode,
  } = attributes as {
    strides: number | [number, number];
    pad: 'same' | 'valid' | number;
    dataFormat?: string;
    dilations?: number | [number, number];
    dimRoundingMode?: 'floor' | 'round' | 'ceil';
  };
  if (dataFormat !== 'NHWC') throw notChannelsLast(kernel, dataFormat);
  return tf.backend_util.computeConv2DInfo(
    xShape as Shape4D,
    filterShape as Shape4D,
    strides,
    dilations,
    pad,
    dimRoundingMode,
    depthwise,
  );
}

const withExtent = (axis: Omit<Axis, 'extent'>): Axis => ({
  ...axis,
  extent: (axis.output - 1) * axis.stride + (axis.taps - 1) * axis.dilation + 1,
});
