import type { TensorInfo } from '@tensorflow/tfjs-core';
import { sizeOf, type WasmEngine } from '../engine/engine.ts';
import { floatKernel } from './kernel.ts';

// The size of a chunk of rows, so that its second reading hits the first-level cache.
const chunkBytes = 16_384;

/**
 * y, mean and variance; then for the gradient the mean, 1 / sqrt(variance + epsilon), and one value
 * that is never read.
 */
export const batchNormTrain = floatKernel(
  'BatchNormTrain',
  (engine, { x, scale, offset }, attributes) => {
    const channels = x!.shape[x!.shape.length - 1]!;
    const rows = sizeOf(x!.shape) / channels;
    const y = engine.output(x!.shape);
    const outputs = Array.from({ length: 4 }, () => engine.output([channels])) as [
      TensorInfo,
      TensorInfo,
      TensorInfo,
      TensorInfo,
    ];
    const unused = engine.output([1]);
    const [mean, variance, first, second] = outputs;
    engine.floats(unused)[0] = 0;
    engine.scratch(channels * 2, (factors) => {
      momentsInto(engine, x!, rows, channels, mean, variance);
      const [m, v, gamma, beta] = [mean, variance, scale!, offset!].map(engine.floats) as [
        Float32Array,
        Float32Array,
        Float32Array,
        Float32Array,
      ];
      const inverse = engine.floats(second);
      const factor = engine.floatsAt(factors, channels);
      engine.floats(first).set(m);
      for (let c = 0; c < channels; c++) {
        inverse[c] = 1 / Math.sqrt(v[c]! + (attributes['epsilon'] as number));
        factor[c] = inverse[c]! * gamma[c]!;
      }
      if (channels % 4 === 0) {
        engine.assembly.affine(
          engine.address(x!),
          rows,
          channels,
          engine.address(mean),
          factors,
          engine.address(offset!),
          engine.address(y),
        );
      } else {
        const [from, to] = [engine.floats(x!), engine.floats(y)];
        for (let i = 0, c = 0; i < to.length; i++, c = c + 1 === channels ? 0 : c + 1)
          to[i] = (from[i]! - m[c]!) * factor[c]! + beta[c]!;
      }
    });
    return [y, ...outputs, unused];
  },
);

/**
 * With n rows and normal = (x - mean) inverse: doffset = sum of dy, dscale = sum of dy normal, dx =
 * scale inverse (dy - doffset / n - normal dscale / n).
 */
export const batchNormTrainGrad = floatKernel(
  'BatchNormTrainGrad',
  (engine, { dy, x, scale, first, second }) => {
    const channels = x!.shape[x!.shape.length - 1]!;
    const rows = sizeOf(x!.shape) / channels;
    const dx = engine.output(x!.shape);
    const [dscale, doffset] = [engine.output([channels]), engine.output([channels])];
    engine.scratch(channels * 3, (coefficients) => {
      sumsInto(engine, dy!, x!, first!, rows, channels, doffset, dscale);
      const [gamma, inverse] = [engine.floats(scale!), engine.floats(second!)];
      const [sum, dot] = [engine.floats(doffset), engine.floats(dscale)];
      const [a, b, d] = [0, 1, 2].map((i) =>
        engine.floatsAt(coefficients + i * channels * 4, channels),
      ) as [Float32Array, Float32Array, Float32Array];
      for (let c = 0; c < channels; c++) {
        dot[c] = dot[c]! * inverse[c]!;
        a[c] = gamma[c]! * inverse[c]!;
        b[c] = (-a[c]! * inverse[c]! * dot[c]!) / rows;
        d[c] = (-a[c]! * sum[c]!) / rows;
      }
      if (channels % 4 === 0) {
        const at = [0, 1, 2].map((i) => coefficients + i * channels * 4);
        engine.assembly.combine(
          engine.address(dy!),
          engine.address(x!),
          rows,
          channels,
          engine.address(first!),
          ...at,
          engine.address(dx),
        );
      } else {
        const [gradient, values, mean, to] = [dy!, x!, first!, dx].map(engine.floats) as [
          Float32Array,
          Float32Array,
          Float32Array,
          Float32Array,
        ];
        for (let i = 0, c = 0; i < to.length; i++, c = c + 1 === channels ? 0 : c + 1) {
          to[i] = gradient[i]! * a[c]! + (values[i]! - mean[c]!) * b[c]! + d[c]!;
        }
      }
    });
    return [dx, dscale, doffset];
  },
);

function momentsInto(
  engine: WasmEngine,
  x: TensorInfo,
  rows: number,
  channels: number,
  mean: TensorInfo,
  variance: TensorInfo,
): void {
  const [means, squares] = [engine.floats(mean).fill(0), engine.floats(variance).fill(0)];
  if (channels % 4 === 0) {
    eachChunk(rows, channels, (row, count) => {
      const at = engine.address(x) + row * channels * 4;
      engine.assembly.momentsOf(
        at,
        count,
        channels,
        row,
        engine.address(mean),
        engine.address(variance),
      );
    });
    for (let c = 0; c < channels; c++) squares[c] = squares[c]! / rows;
    return;
  }
  const values = engine.floats(x);
  for (let c = 0; c < channels; c++) {
    let [sum, square] = [0, 0];
    for (let i = c; i < values.length; i += channels) sum += values[i]!;
    for (let i = c; i < values.length; i += channels) square += (values[i]! - sum / rows) ** 2;
    means[c] = sum / rows;
    squares[c] = square / rows;
  }
}

/** doffset: sum of dy; dscale: sum of dy (x - mean). */
function sumsInto(
  engine: WasmEngine,
  dy: TensorInfo,
  x: TensorInfo,
  mean: TensorInfo,
  rows: number,
  channels: number,
  doffset: TensorInfo,
  dscale: TensorInfo,
): void {
  const [sums, dots] = [engine.floats(doffset).fill(0), engine.floats(dscale).fill(0)];
  if (channels % 4 === 0) {
    eachChunk(rows, channels, (row, count) => {
      const skip = row * channels * 4;
      const to = [engine.address(mean), engine.address(doffset), engine.address(dscale)];
      engine.assembly.gradientSums(
        engine.address(dy) + skip,
        engine.address(x) + skip,
        count,
        channels,
        ...to,
      );
    });
    return;
  }
  const [gradient, values, m] = [dy, x, mean].map(engine.floats) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  for (let c = 0; c < channels; c++) {
    let [sum, dot] = [0, 0];
    for (let i = c; i < values.length; i += channels) {
      sum += gradient[i]!;
      dot += gradient[i]! * (values[i]! - m[c]!);
    }
    sums[c] = sum;
    dots[c] = dot;
  }
}

function eachChunk(rows: number, channels: number, f: (row: number, count: number) => void): void {
  const chunk = Math.max(1, Math.floor(chunkBytes / (channels * 4)));
  for (let row = 0; row < rows; row += chunk) f(row, Math.min(chunk, rows - row));
}
