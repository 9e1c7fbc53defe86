import type { StoredTensor } from '@codistill/core';
import { storedBytes } from '@codistill/core/engine';

/** The values that tensors of a file share. */
export interface Storage {
  readonly dtype: string;
  readonly bytes: Uint8Array;
}

const isCounts = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((each) => Number.isSafeInteger(each) && each >= 0);

/**
 * A tensor of a storage, as PyTorch's `_rebuild_tensor_v2` describes it: element (i, j, ...) is the
 * value at offset + i stride[0] + j stride[1] + ...
 * @throws Error if the storage has no such values.
 */
export function rebuilt(
  storage: Storage,
  offset: unknown,
  shape: unknown,
  stride: unknown,
): StoredTensor {
  if (
    !isCounts(shape) ||
    !isCounts(stride) ||
    !isCounts([offset]) ||
    shape.length !== stride.length
  )
    throw new Error('a tensor is described in an unknown way');
  const size = storedBytes[storage.dtype] ?? 1;
  const count = shape.reduce((a, b) => a * b, 1);
  const last = shape.reduce(
    (at, length, axis) => at + (length - 1) * stride[axis]!,
    Number(offset),
  );
  if (count > 0 && (last + 1) * size > storage.bytes.length)
    throw new Error('a tensor is larger than its values in the file');
  const from = Number(offset) * size;
  const { dtype } = storage;
  if (isContiguous(shape, stride))
    return { dtype, shape, bytes: storage.bytes.subarray(from, from + count * size) };
  const bytes = new Uint8Array(count * size);
  for (let i = 0; i < count; i++) {
    let [rest, at] = [i, Number(offset)];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += (rest % shape[axis]!) * stride[axis]!;
      rest = Math.floor(rest / shape[axis]!);
    }
    bytes.set(storage.bytes.subarray(at * size, (at + 1) * size), i * size);
  }
  return { dtype, shape, bytes };
}

/** Whether values follow each other in row-major order; an axis of one element has any stride. */
function isContiguous(shape: readonly number[], stride: readonly number[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && stride[axis] !== expected) return false;
    expected *= shape[axis]!;
  }
  return true;
}
