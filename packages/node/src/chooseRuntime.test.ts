import os from 'node:os';
import path from 'node:path';
import { InputError } from '@codistill/core';
import { available } from '@codistill/runtime-tensorflow';
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

it.each([
  [{ want: 'wasm', threads: { intra: 2 } }, 'The runtime "wasm" has one thread'],
  [{ want: 'cpu', threads: { intra: 1, inter: 8 } }, 'The runtime "cpu" has one thread'],
  [{ want: 'wasm', threads: { intra: 0 } }, 'threads is {"intra":0}'],
  [{ threads: { intro: 2 } }, 'threads is {"intro":2}'],
  [{ threads: 4 }, 'threads is 4'],
  [{ want: 'webgpu' }, 'No runtime is called "webgpu". Known: auto, tensorflow, wasm, cpu.'],
  [{ want: 7 }, 'want is 7, but the name of a runtime: auto, tensorflow, wasm, cpu is expected'],
  [{ want: 'cpu', device: 'tpu' }, 'device is "tpu", but one of auto, cpu, gpu is expected'],
  [{ runtime: 'wasm' }, 'has no option "runtime"'],
  [{ want: 'wasm', precision: 'float32' }, 'has no option "precision"'],
] as const)('ignores no wish in silence: %j', async (wish, message) => {
  const choice = chooseRuntime(wish as never);
  await expect(choice).rejects.toThrow(InputError);
  await expect(choice).rejects.toThrow(message);
});

it('starts a runtime of one thread where one thread is asked for, or threads of tensorflow', async () => {
  for (const wish of [
    { threads: { intra: 1, inter: 1 } },
    { tensorflowThreads: { intra: 1, inter: 2 } },
  ]) {
    const { runtime } = await chooseRuntime({ want: 'wasm', ...wish });
    expect(runtime.name).toBe('wasm');
  }
});

it('takes no runtime of one thread in the place of the one with threads', async ({ skip }) => {
  const before = process.env['CODISTILL_CACHE'];
  process.env['CODISTILL_CACHE'] = path.join(os.tmpdir(), 'codistill-nothing-here');
  try {
    skip(available('cpu').ok, 'tfjs-node brought a libtensorflow of its own here');
    await expect(chooseRuntime({ threads: { intra: 2, inter: 2 } })).rejects.toThrow(
      'Threads were requested, which only the runtime "tensorflow" has, but it cannot be used',
    );
  } finally {
    if (before === undefined) delete process.env['CODISTILL_CACHE'];
    else process.env['CODISTILL_CACHE'] = before;
  }
});
