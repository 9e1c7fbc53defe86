import { type Metric, type Moment, noFiles, type RunBegin } from '@codistill/core';
import { plateau } from '@codistill/optimizers';
import { describe, expect, it } from 'vitest';
import { checkpoint, earlyStop } from './index.ts';
import { progressLine } from './progress.ts';

// Observers and schedules that follow the main metric of a regression task without being told.

const main: Metric = {
  name: 'rmse',
  words: 'root mean square error',
  unit: 'degrees',
  higherIsBetter: false,
  counted: false,
};
const errors = [20, 10, 12, 9, 11, 13];
const momentAfter = (epoch: number): Moment => ({
  step: 5 * (epoch + 1),
  epoch,
  stepsPerEpoch: 5,
  epochs: 9,
  progress: (epoch + 1) / 9,
  history: { 'validation/rmse': errors.slice(0, epoch + 1) },
});
const report = (epoch: number) => ({
  kind: 'epoch' as const,
  moment: momentAfter(epoch),
  perturbed: [],
  metrics: { names: ['validation/rmse/a'], values: Float32Array.of(errors[epoch]!) },
});
const begin = { main } as unknown as RunBegin;
const seen = async (observer: ReturnType<typeof earlyStop>) => {
  observer.check?.(['validation/rmse', 'train/loss']);
  await observer.begin?.(begin);
  const wishes: unknown[] = [];
  for (const epoch of errors.keys()) wishes.push(await observer.see(report(epoch)));
  return wishes;
};

describe('a main metric that is better if it is lower', () => {
  it('keeps a run while it falls', async () => {
    expect(await seen(earlyStop({ patience: 1 }))).toEqual([
      ...Array.from({ length: 5 }, () => undefined),
      'stop',
    ]);
    // Told that higher is better, the same history ends after the first epochs.
    expect((await seen(earlyStop({ patience: 1, mode: 'max' })))[2]).toBe('stop');
  });
  it('selects the best state at its lowest value', async () => {
    const written: number[] = [];
    let epoch = 0;
    const files = {
      ...noFiles,
      write: async (path: string) => void (path === 'best.safetensors' && written.push(epoch)),
    };
    const observer = checkpoint({ files });
    await observer.begin?.(begin);
    for (epoch = 0; epoch < errors.length; epoch++) {
      const wish = await observer.see(report(epoch));
      if (wish === 'checkpoint') await observer.keep?.(report(epoch), new Uint8Array(), new Set());
    }
    expect(written).toEqual([0, 1, 3]);
  });
  it('lowers the learning rate where it no longer falls', () => {
    const rate = plateau({ peak: 1, factor: 0.1, patience: 1 });
    const rates = [...errors.keys()].map((epoch) => rate({ ...momentAfter(epoch), main }));
    expect(rates).toEqual([1, 1, 1, 1, 1, 0.1]);
  });
  it('is told in its words and unit', () => {
    expect(progressLine(report(3), undefined, main)).toContain(
      'validation root mean square error a 9 degrees',
    );
  });
});
