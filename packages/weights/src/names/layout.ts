import type { NameRule } from '@codistill/core';

/** A tensor's axes there and here: their values are ours after reshaping, transposing, reshaping. */
interface Axes {
  /** Their shape, with axes of ours that are joined there apart. */
  readonly apart: readonly number[];
  /** For each axis of ours, which of `apart` it is. */
  readonly order: readonly number[];
}

const isKernel = (name: string) => name.endsWith('/kernel');

/**
 * Axes of a tensor of ours. Kernels [height, width, in, out] are [out, in, height, width] there,
 * depthwise ones [height, width, channels, 1] are [channels, 1, height, width], and matrices are
 * transposed. All other tensors are in the same order.
 */
function axesOf(shape: readonly number[], name: string, layout: NameRule[2]): Axes {
  const [a = 1, b = 1, c = 1, d = 1] = shape;
  if (Array.isArray(layout)) {
    const [height, width] = layout as readonly [number, number];
    if (!name.endsWith('/kernel')) return inOrder(shape);
    return { apart: [b, a / (height * width), height, width], order: [2, 3, 1, 0] };
  }
  if (!isKernel(name)) return inOrder(shape);
  if (shape.length === 2) return { apart: [b, a], order: [1, 0] };
  if (/depthwise[^/]*\/kernel$/.test(name)) return { apart: [c, d, a, b], order: [2, 3, 0, 1] };
  return { apart: [d, c, a, b], order: [2, 3, 1, 0] };
}

const inOrder = (shape: readonly number[]): Axes => ({
  apart: shape,
  order: shape.map((_, i) => i),
});

/** The shape that a tensor of ours has there, where `count` tensors are one along its outputs. */
export function theirShape(
  shape: readonly number[],
  name: string,
  layout: NameRule[2],
  count: number,
): readonly number[] {
  const { apart } = axesOf(shape, name, layout);
  const joined = Array.isArray(layout) && isKernel(name) ? [apart[0]!, shape[0]!] : apart;
  const [outputs = 1, ...others] = joined;
  const whole = joined.length === 0 ? [] : [outputs * count, ...others];
  if (layout === '1x1' && whole.length === 2) return [...whole, 1, 1];
  if (layout === 'map') return [...whole, 1, 1];
  return whole;
}

/** Our values of a tensor, from theirs in row-major order. */
export function toOurs(
  theirs: Float32Array,
  shape: readonly number[],
  name: string,
  layout: NameRule[2],
): Float32Array {
  const { apart, order } = axesOf(shape, name, layout);
  return transposed(theirs, apart, order);
}

/** Their values of a tensor, from ours in row-major order. */
export function toTheirs(
  ours: Float32Array,
  shape: readonly number[],
  name: string,
  layout: NameRule[2],
): Float32Array {
  const { apart, order } = axesOf(shape, name, layout);
  const back = order.map((_, axis) => order.indexOf(axis));
  return transposed(
    ours,
    order.map((axis) => apart[axis]!),
    back,
  );
}

/** The values of a tensor whose axis i is the axis order[i] of the given one. */
function transposed(
  values: Float32Array,
  shape: readonly number[],
  order: readonly number[],
): Float32Array {
  if (order.every((axis, i) => axis === i)) return values.slice();
  const strides = shape.map((_, i) => shape.slice(i + 1).reduce((a, b) => a * b, 1));
  const sizes = order.map((axis) => shape[axis]!);
  const steps = order.map((axis) => strides[axis]!);
  const out = new Float32Array(values.length);
  const at = sizes.map(() => 0);
  let from = 0;
  for (let i = 0; i < out.length; i++) {
    out[i] = values[from]!;
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      from += steps[axis]!;
      at[axis]!++;
      if (at[axis]! < sizes[axis]!) break;
      from -= steps[axis]! * sizes[axis]!;
      at[axis] = 0;
    }
  }
  return out;
}
