import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { available, tensorflow } from '../index.ts';
import { describeWithEngine } from '../testing/engine.ts';
import { findPackage } from './packages.ts';
import { chooseThreads, threadsInWords } from './threads.ts';

describeWithEngine('starting the engine', () => {
  const before = process.env['CODISTILL_CACHE'];
  beforeEach(async () => {
    await tensorflow({ device: 'cpu' });
  });
  afterEach(() => {
    if (before === undefined) delete process.env['CODISTILL_CACHE'];
    else process.env['CODISTILL_CACHE'] = before;
  });

  it('is given again, and refuses what it was not started with', async () => {
    const runtime = await tensorflow({ device: 'cpu' });
    expect(runtime.name).toBe('tensorflow');
    expect(runtime.device).toMatch(/^TensorFlow 2\.\d+\.\d+, CPU/);
    expect(runtime.threads).toMatch(/^intra=\d+ inter=\d+$/);
    expect(await tensorflow()).toMatchObject({ device: runtime.device, threads: runtime.threads });
    await expect(tensorflow({ threads: { intra: 77 } })).rejects.toThrow('threads.intra');
    await expect(tensorflow({ device: 'gpu' })).rejects.toThrow(
      'already started in this process with device cpu',
    );
  });

  it('tells by files alone whether it can, and why not', () => {
    expect(available('cpu').ok).toBe(true);
    process.env['CODISTILL_CACHE'] = path.join(os.tmpdir(), 'codistill-nothing-here');
    const found = available('gpu');
    // Unless the stock package was built on this machine.
    if (!found.ok)
      expect(found.reasons.join()).toContain(
        findPackage('gpu') ? 'has no libtensorflow' : 'is not installed',
      );
  });
});

it('threads are chosen, else the environment’s, else one a core', () => {
  const cores = os.availableParallelism();
  expect(chooseThreads({ intra: 3 }, {})).toEqual({ intra: 3, inter: cores });
  expect(
    chooseThreads({ intra: 3 }, { TF_NUM_INTRAOP_THREADS: '5', TF_NUM_INTEROP_THREADS: '2' }),
  ).toEqual({ intra: 3, inter: 2 });
  expect(threadsInWords({ intra: 1, inter: 2 })).toBe('intra=1 inter=2');
  expect(() => chooseThreads({ inter: 0 }, {})).toThrow('threads.inter is 0');
});
