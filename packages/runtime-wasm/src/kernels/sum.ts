import * as tf from '@tensorflow/tfjs-core';
import { sizeOf, type WasmEngine } from '../engine/engine.ts';
import { composedKernel, floatOnlyKernel } from './kernel.ts';

/**
 * The sum over some axes. It replaces the engine's kernel, which first transposes axes that are not
 * the last ones.
 */
export const sum = floatOnlyKernel('Sum', (engine, x, { axis, keepDims }) => {
  const axes = new Set(tf.util.parseAxisParam(axis as number | number[], [...x.shape]));
  const out = engine.output(
    x.shape.flatMap((extent, i) => (axes.has(i) ? (keepDims ? [1] : []) : [extent])),
  );
  sumInto(
    engine,
    engine.address(x),
    x.shape.map((extent, i) => ({ extent, summed: axes.has(i) })),
    engine.address(out),
  );
  return out;
});

/** The mean over some axes, float32. */
export const mean = composedKernel('Mean', ({ x }, { axis, keepDims }) => {
  const axes = tf.util.parseAxisParam(axis as number | number[], [...x!.shape]);
  const count = axes.reduce((size, i) => size * x!.shape[i]!, 1);
  return tf.div(tf.sum(tf.cast(x!, 'float32'), axes, keepDims as boolean), count);
});

interface Axis {
  readonly extent: number;
  readonly summed: boolean;
}

/**
 * Sums the last group of summed axes, of [outer, run, inner]. An earlier group is summed from that
 * result.
 */
function sumInto(engine: WasmEngine, from: number, axes: readonly Axis[], to: number): void {
  const end = axes.findLastIndex(({ summed }) => summed) + 1;
  const start = axes.findLastIndex(({ summed }, i) => i < end && !summed) + 1;
  const extents = axes.map(({ extent }) => extent);
  const [outer, run, inner] = [
    extents.slice(0, start),
    extents.slice(start, end),
    extents.slice(end),
  ].map(sizeOf) as [number, number, number];
  const each = (target: number) => {
    if (inner === 1) {
      const sums = engine.floatsAt(target, outer);
      for (let i = 0; i < outer; i++) sums[i] = engine.assembly.total(from + i * run * 4, run);
    } else
      for (let i = 0; i < outer; i++)
        engine.assembly.columnSums(from + i * run * inner * 4, run, inner, target + i * inner * 4);
  };
  const rest = axes.filter((_, i) => i < start || i >= end);
  if (rest.some(({ summed }) => summed)) {
    engine.scratch(outer * inner, (part) => {
      each(part);
      sumInto(engine, part, rest, to);
    });
  } else each(to);
}
