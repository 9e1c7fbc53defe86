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
  const info = tf.backend_util.computeConv2DInfo(
    xShape as Shape4D,
    filterShape as Shape4D,
    strides,
    dilations,
    pad,
    dimRoundingMode,
    depthwise,
  );
  const axis = (
    input: number,
    output: number,
    taps: number,
    stride: number,
    dilation: number,
    before: number,
  ): Axis => ({
    input,
    output,
    taps,
    stride,
    dilation,
    before,
    extent: (output - 1) * stride + (taps - 1) * dilation + 1,
  });
  const { padInfo } = info;
  const rows = axis(
    info.inHeight,
    info.outHeight,
    info.filterHeight,
    info.strideHeight,
    info.dilationHeight,
    padInfo.top,
  );
  const columns = axis(
    info.inWidth,
    info.outWidth,
    info.filterWidth,
    info.strideWidth,
    info.dilationWidth,
    padInfo.left,
  );
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
