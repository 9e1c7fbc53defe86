import { expect, it } from 'vitest';
import { describeWithEngine } from '../testing/engine.ts';
import type { Values } from './backend.ts';
import { start } from './start.ts';

describeWithEngine('tensors of the installed addon', () => {
  // Of sixteen arrays that begin four bytes apart, TensorFlow would share the memory of at least
  // one.
  const shifted = <T extends Float32Array | Int32Array>(all: T): readonly T[] =>
    Array.from({ length: 16 }, (_, i) => all.subarray(i, i + 512) as T);

  it.each([
    ['float32', (): Float32Array => new Float32Array(1024), 512],
    ['int32', (): Int32Array => new Int32Array(1024), 512],
    ['int64', (): Int32Array => new Int32Array(1024), 256],
  ] as const)('are copies of their arrays: %s', async (type, make, size) => {
    const { backend, shares } = await start('cpu', undefined);
    expect(shares).toBe(false);
    const { binding } = backend;
    const dtype = { float32: binding.TF_FLOAT, int32: binding.TF_INT32, int64: binding.TF_INT64 };
    const all = make().fill(1);
    const tensors = shifted(all).map((values) => binding.createTensor([size], dtype[type], values));
    const before = tensors.map((tensor) => String(binding.tensorDataSync(tensor)));
    all.fill(2);
    expect(tensors.map((tensor) => String(binding.tensorDataSync(tensor)))).toEqual(before);
    for (const tensor of tensors) binding.deleteTensor(tensor);
  });

  it('hold bytes, nothing, and a single value, and give copies to JavaScript', async () => {
    const { binding } = (await start('cpu', undefined)).backend;
    const cases: readonly (readonly [readonly number[], number, Values])[] = [
      [[4], binding.TF_BOOL, Uint8Array.of(1, 0, 0, 1)],
      [[0, 3], binding.TF_FLOAT, new Float32Array(0)],
      [[], binding.TF_FLOAT, Float32Array.of(2.5)],
      [[2, 1], binding.TF_INT32, Int32Array.of(-(2 ** 31), 2 ** 31 - 1)],
    ];
    for (const [shape, type, values] of cases) {
      const tensor = binding.createTensor(shape, type, values);
      const read = binding.tensorDataSync(tensor);
      expect([...read]).toEqual([...values]);
      read.fill(0);
      expect([...binding.tensorDataSync(tensor)]).toEqual([...values]);
      binding.deleteTensor(tensor);
    }
  });
});
