import type { Initializer } from '@codistill/core';

const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/** An initializer with the same value everywhere. */
export const constant =
  (value: number): Initializer =>
  (shape) =>
    new Float32Array(size(shape)).fill(value);
/** An initializer with zeros. */
export const zeros: Initializer = constant(0);
/** An initializer with ones. */
export const ones: Initializer = constant(1);

/** An initializer with numbers from N(0, deviation^2). */
export const normal =
  (deviation: number): Initializer =>
  (shape, rng) =>
    Float32Array.from({ length: size(shape) }, () => deviation * rng.normal());

/** An initializer with numbers from U[-limit, limit). */
export const uniform =
  (limit: number): Initializer =>
  (shape, rng) =>
    Float32Array.from({ length: size(shape) }, () => limit * (2 * rng.uniform() - 1));

/**
 * The fan-in and fan-out of a kernel [..., in, out]: how many inputs reach one output, and how many
 * outputs one input reaches.
 */
export function fans(shape: readonly number[]): { readonly in: number; readonly out: number } {
  const field = size(shape.slice(0, -2));
  return { in: field * shape[shape.length - 2]!, out: field * shape[shape.length - 1]! };
}

/**
 * An initializer with numbers from U[-l, l), l = 1 / sqrt(fan-in), PyTorch's default for kernels.
 * The fan-in of a depthwise kernel [height, width, channels, 1] is height x width.
 */
export const fanInUniform: Initializer = (shape, rng) => {
  const depthwise = shape.length === 4 && shape[3] === 1;
  return uniform(1 / Math.sqrt(depthwise ? shape[0]! * shape[1]! : fans(shape).in))(shape, rng);
};

/**
 * An initializer with numbers from N(0, 2 / fan). It keeps the variance through ReLU in the
 * backward pass with the fan-out (`mode` 'out', the default), or in the forward pass with the
 * fan-in ('in'). Source: He et al. 2015.
 */
export const heNormal =
  (mode: 'in' | 'out' = 'out'): Initializer =>
  (shape, rng) =>
    normal(Math.sqrt(2 / fans(shape)[mode]))(shape, rng);

/**
 * An initializer with numbers from U[-l, l), l = sqrt(6 / (fan-in + fan-out)). Source: Glorot and
 * Bengio 2010.
 */
export const glorotUniform: Initializer = (shape, rng) => {
  const { in: from, out } = fans(shape);
  return uniform(Math.sqrt(6 / (from + out)))(shape, rng);
};
