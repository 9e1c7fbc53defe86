import type { TensorInfo } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { sizeOf } from '../engine/engine.ts';
import { attributesOf, type Kernel } from './kernel.ts';

/** A slice of a tensor. It replaces the engine's kernel, which reads the whole tensor first. */
export const slice: Kernel = {
  name: 'Slice',
  bind: (engine, original) => (given) => {
    const x = given.inputs['x'] as TensorInfo;
    if (x.dtype === 'string' || x.shape.length === 0) return original!(given);
    const { begin, size } = attributesOf(given) as {
      begin: number | number[];
      size: number | number[];
    };
    const [first, extents] = tf.slice_util.parseSliceParams(x as tf.Tensor, begin, size) as [
      number[],
      number[],
    ];
    tf.slice_util.assertParamsValid(x as tf.Tensor, first, extents);
    const out = engine.output(extents, x.dtype);
    if (sizeOf(extents) === 0) return out;
    const bytes = tf.util.bytesPerElement(x.dtype);
    // An axis that is taken whole is merged with the one before it. The two innermost remaining
    // axes are copied as rows.
    let last = x.shape.length - 1;
    while (last > 0 && extents[last] === x.shape[last]) last--;
    const strides = x.shape.map((_, i) => sizeOf(x.shape.slice(i + 1)) * bytes);
    const line = extents[last]! * strides[last]!;
    const rows = last > 0 ? extents[last - 1]! : 1;
    const step = last > 0 ? strides[last - 1]! : 0;
    const origin = first.reduce((at, index, i) => at + index * strides[i]!, engine.address(x));
    let to = engine.address(out);
    const copy = (axis: number, from: number) => {
      if (axis < last - 1) {
        for (let i = 0; i < extents[axis]!; i++) copy(axis + 1, from + i * strides[axis]!);
        return;
      }
      engine.assembly.copyRows(from, step, to, line, rows, line);
      to += rows * line;
    };
    copy(0, origin);
    return out;
  },
};
