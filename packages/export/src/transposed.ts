import type { HostTensor } from '@codistill/core';

/** A tensor whose axis i is axis `perm[i]` of the given one. */
export function transposed({ shape, data }: HostTensor, perm: readonly number[]): HostTensor {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const to = perm.map((axis) => shape[axis]!);
  const steps = perm.map((axis) => strides[axis]!);
  const result =
    data instanceof Int32Array ? new Int32Array(data.length) : new Float32Array(data.length);
  const at = to.map(() => 0);
  let from = 0;
  for (let i = 0; i < result.length; i++) {
    result[i] = data[from]!;
    for (let axis = to.length - 1; axis >= 0; axis--) {
      at[axis]!++;
      from += steps[axis]!;
      if (at[axis]! < to[axis]!) break;
      from -= steps[axis]! * to[axis]!;
      at[axis] = 0;
    }
  }
  return { shape: to, data: result };
}
