import { initState, stepDefinition } from '@codistill/core/engine';
import { cpu } from '@codistill/runtime-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { wasm } from './index.ts';
import { plan, setup, trained, views } from './testing/trained.ts';

describe('wasm', () => {
  it('runs side by side with another engine, each program on its own', async () => {
    const alone = await trained(wasm, 2);
    const runtimes = [await wasm(), await cpu()];
    const programs = await Promise.all(
      runtimes.map((runtime) => runtime.program(stepDefinition(setup()))),
    );
    for (const program of programs) await program.load(await initState(setup()));
    for (let step = 0; step < 2; step++)
      for (const [i, program] of programs.entries()) {
        const { values } = await program.step(views(), plan(step));
        expect(tf.getBackend()).toBe(runtimes[i]!.name);
        if (step === 1 && i === 0) expect(values).toEqual(alone.metrics);
      }
    for (const program of programs) program.dispose();
  });
});
