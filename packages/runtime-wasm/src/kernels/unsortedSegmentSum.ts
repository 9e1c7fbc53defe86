import type { TensorInfo } from '@tensorflow/tfjs-core';
import { sizeOf } from '../engine/engine.ts';
import type { Kernel } from './kernel.ts';

/**
 * out[s, ...] = sum of x[i, ...] over all i with segmentIds[i] = s, which is the gradient of
 * gather. Ids outside [0, segments) are dropped, as in TensorFlow.
 */
export const unsortedSegmentSum: Kernel = {
  name: 'UnsortedSegmentSum',
  bind:
    (engine) =>
    ({ inputs, attrs }) => {
      const { x, segmentIds } = inputs as { x: TensorInfo; segmentIds: TensorInfo };
      const { numSegments } = attrs as { numSegments: number };
      const shape = [numSegments, ...x.shape.slice(segmentIds.shape.length)];
      const integral = x.dtype === 'int32';
      const out = engine.output(shape, integral ? 'int32' : 'float32');
      const valuesOf = integral ? engine.integers : engine.floats;
      const [from, to, ids] = [valuesOf(x), valuesOf(out).fill(0), engine.integers(segmentIds)];
      const length = sizeOf(shape.slice(1));
      for (let i = 0; i < ids.length; i++) {
        const id = ids[i]!;
        if (id < 0 || id >= numSegments) continue;
        for (let k = 0, a = i * length, b = id * length; k < length; k++, a++, b++)
          to[b] = to[b]! + from[a]!;
      }
      return out;
    },
};
