import { InputError } from '@codistill/core';
import { expect, it } from 'vitest';
import { chooseRuntime } from './chooseRuntime.ts';

it('starts the runtime that is asked for, and says so', async () => {
  for (const want of ['cpu', 'wasm'] as const) {
    const { runtime, because, others, threads } = await chooseRuntime({ want });
    expect(runtime.name).toBe(want);
    expect(threads).toBe('default');
    expect(because).toBe(`${want}, as asked for (${runtime.device}).`);
    expect(others.map(({ name }) => name).sort()).toEqual(
      ['cpu', 'tensorflow', 'wasm'].filter((name) => name !== want),
    );
  }
});

it('never takes the processor where a GPU is asked for', async () => {
  await expect(chooseRuntime({ want: 'wasm', device: 'gpu' })).rejects.toThrow(InputError);
  await expect(chooseRuntime({ want: 'cpu', device: 'gpu' })).rejects.toThrow(
    'use the runtime "tensorflow"',
  );
});
