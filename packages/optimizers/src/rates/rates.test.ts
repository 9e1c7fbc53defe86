import { InputError, type Moment, type Schedule } from '@codistill/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
// The values come from PyTorch: golden/optimizers.py.
import golden from '../golden/optimizers.json' with { type: 'json' };
import {
  averageDecay,
  burnIn,
  constant,
  cosine,
  linear,
  plateau,
  sigmoidRamp,
  steps,
  stopAt,
} from '../index.ts';

const at = (
  step: number,
  stepsPerEpoch = 2,
  epochs = 10,
  history: Moment['history'] = {},
): Moment => ({
  step,
  epoch: Math.floor(step / stepsPerEpoch),
  stepsPerEpoch,
  epochs,
  progress: step / (stepsPerEpoch * epochs),
  history,
});
const equal = (schedule: Schedule, moments: readonly Moment[], expected: readonly number[]) => {
  const found = moments.map((moment) => schedule(moment));
  expected.forEach((rate, i) => {
    expect(Math.abs(found[i]! - rate)).toBeLessThanOrEqual(1e-8 * Math.abs(rate));
  });
  expect(found).toHaveLength(expected.length);
};
const everyStep = (count: number) => Array.from({ length: count }, (_, step) => at(step));
const everyEpoch = (count: number) =>
  Array.from({ length: count }, (_, epoch) => at(3 * epoch, 3, count));

describe('schedules equal PyTorch', () => {
  it('cosine', () =>
    equal(cosine({ peak: 0.1, floor: 0.01 }), everyStep(20), golden.schedules.cosine));
  it('steps: times 0.1 every 60 epochs, in epochs and as parts of the run', () => {
    equal(steps({ at: [60, 120, 180] }), everyEpoch(200), golden.schedules['every 60']);
    equal(steps(), everyEpoch(200), golden.schedules['every 60']);
  });
  it('steps: at 100 and 150', () => {
    equal(steps({ at: [100, 150] }), everyEpoch(200), golden.schedules['at 100, 150']);
    equal(steps({ at: [0.5, 0.75] }), everyEpoch(200), golden.schedules['at 100, 150']);
  });
  it('warm-up', () =>
    equal(constant({ value: 0.1, warmUpEpochs: 2 }), everyStep(8), golden.schedules['warm-up']));
  it('linear', () => {
    equal(linear({ from: 0.1, to: 0.02, until: 0.5 }), everyStep(20), golden.schedules.linear);
    equal(linear({ from: 0.1, to: 0.02, until: 5 }), everyStep(20), golden.schedules.linear);
  });
  it('plateau', () => {
    const { metric, rates } = golden.schedules.plateau;
    const moments = rates.map((_, i) => at(0, 2, 10, { m: metric.slice(0, i + 1) }));
    equal(plateau({ patience: 2, factor: 0.5, metric: 'm' }), moments, rates);
  });
});

describe('schedules', () => {
  it('every rate warms up, and is itself from then on', () => {
    for (const [warm, cold] of [
      [steps({ warmUpEpochs: 3 }), steps()],
      [cosine({ warmUpEpochs: 3 }), cosine()],
      [constant({ warmUpEpochs: 3 }), constant()],
      [plateau({ warmUpEpochs: 3 }), plateau()],
    ] as const)
      equal(
        warm,
        everyStep(20),
        everyStep(20).map((moment, step) => cold(moment) * Math.min(1, (step + 1) / 6)),
      );
  });
  it('a point of steps that falls on a step is met at that step, in runs of any length', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 1, max: 9 }),
        (epochs, tenths) => {
          const schedule = steps({ peak: 1, factor: 0.5, at: [tenths / 10] });
          for (let step = 0; step < 10 * epochs; step++)
            expect(schedule(at(step, 10, epochs))).toBe(step >= tenths * epochs ? 0.5 : 1);
        },
      ),
      { numRuns: 20 },
    );
  });
  it('a cosine with its floor above its peak rises', () => {
    expect(cosine({ peak: 0, floor: 1 })(at(0))).toBe(0);
    expect(cosine({ peak: 0, floor: 1 })(at(10))).toBeCloseTo(0.5, 12);
  });
  it("sigmoid-ramp is ONE's exp(-5 (1 - min(e, L) / L)^2), between epochs or with every step", () => {
    const one = (e: number, L: number) => Math.exp(-5 * (1 - Math.min(e, L) / L) ** 2);
    for (let step = 0; step < 20; step++) {
      expect(sigmoidRamp({ until: 4 })(at(step))).toBeCloseTo(one(Math.floor(step / 2), 4), 12);
      expect(sigmoidRamp({ until: 0.4 })(at(step))).toBeCloseTo(one(Math.floor(step / 2), 4), 12);
      expect(sigmoidRamp({ until: 4, by: 'step' })(at(step))).toBeCloseTo(one(step / 2, 4), 12);
    }
    expect(sigmoidRamp({ until: 4, peak: 2 })(at(8))).toBe(2);
    expect(sigmoidRamp({ until: 4, sharpness: 2 })(at(4))).toBeCloseTo(Math.exp(-2 * 0.25), 12);
  });
  it('burn-in and stop-at change at an epoch, or at a part of the run', () => {
    expect([7, 8].map((step) => burnIn({ value: 3 })(at(step)))).toEqual([0, 3]);
    expect([5, 6].map((step) => burnIn({ value: 3, until: 3 })(at(step)))).toEqual([0, 3]);
    expect([9, 10].map((step) => stopAt({ value: 3 })(at(step)))).toEqual([3, 0]);
    expect([13, 14].map((step) => stopAt({ value: 3, until: 7 })(at(step)))).toEqual([3, 0]);
  });
  it('average-decay is a mean over steps until its limit', () => {
    expect([0, 1, 3, 5000].map((step) => averageDecay()(at(step)))).toEqual([0, 0.5, 0.75, 0.999]);
    expect(averageDecay({ limit: 0.6 })(at(3))).toBe(0.6);
  });
  it('plateau with the lower the better, and before the first epoch ends', () => {
    const lower = plateau({ patience: 0, factor: 0.5, metric: 'm', mode: 'min' });
    expect(lower(at(0, 2, 10, { m: [3, 2, 2.5] }))).toBe(0.05);
    expect(lower(at(0))).toBe(0.1);
  });
  it('plateau says which metrics there are, rather than never to fall', () => {
    const history = { 'validation/accuracy/b': [0.5], 'train/loss': [1] };
    expect(() => plateau()(at(2, 2, 10, history))).toThrow(InputError);
    expect(() => plateau()(at(2, 2, 10, history))).toThrow('Did you mean "validation/accuracy/b"?');
  });
});
