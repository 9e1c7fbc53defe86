import { cpu } from '@codistill/runtime-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { wasm } from './index.ts';
import { trained } from './testing/trained.ts';

describe('wasm', () => {
  it('starts, again too, and is named', async () => {
    await wasm();
    const runtime = await wasm();
    expect(runtime.name).toBe('wasm');
    expect(tf.getBackend()).toBe('wasm');
    expect([...tf.square(tf.tensor1d([1, 2, 3])).dataSync()]).toEqual([1, 4, 9]);
  });

  it('takes the step that the reference engine takes', async () => {
    const expected = await trained(cpu, 1);
    const found = await trained(wasm, 1);
    found.params.forEach((values, i) => {
      values.forEach((value, k) => {
        expect(Math.abs(value - expected.params[i]![k]!)).toBeLessThan(2e-4);
      });
    });
  });

  it('trains to the same bits twice, and leaves no tensor behind', async () => {
    const first = await trained(wasm, 12);
    const second = await trained(wasm, 12);
    expect(second.params).toEqual(first.params);
    expect(second.metrics).toEqual(first.metrics);
    expect(second.logits).toEqual(first.logits);
    expect(new Set(first.counts.slice(1)).size).toBe(1);
  });
});
