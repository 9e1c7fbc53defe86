import { expect, test } from 'vitest';
import type { Moment } from '../contracts/moment.ts';
import { passed } from './passed.ts';
import { rampOver } from './rampOver.ts';
import { startAfter } from './startAfter.ts';

const at = (step: number): Moment => ({
  step,
  epoch: Math.floor(step / 10),
  stepsPerEpoch: 10,
  epochs: 300,
  progress: step / 3000,
  history: {},
});
const ramp = (moment: Moment, share: number) => rampOver({ share })(moment);

test('a span is a share of the run, or epochs, and passed is at most all of it', () => {
  expect(passed(at(750), { share: 0.5 })).toBe(0.5);
  expect(passed(at(25), { epochs: 5 })).toBe(0.5);
  expect(passed(at(2000), { share: 0.5 })).toBe(1);
  expect(passed(at(0), { epochs: 0 })).toBe(1);
});

test('the ramp is exp(-5 (1 - e / L)^2) by whole epochs, and 1 afterwards', () => {
  expect(ramp(at(0), 80 / 300)).toBeCloseTo(Math.exp(-5), 9);
  expect(ramp(at(405), 80 / 300)).toBeCloseTo(Math.exp(-5 * 0.25), 9);
  expect(ramp(at(409), 80 / 300)).toBe(ramp(at(400), 80 / 300));
  expect(ramp(at(800), 80 / 300)).toBeCloseTo(1, 12);
  expect(ramp(at(2500), 80 / 300)).toBe(1);
  expect(ramp(at(0), 0)).toBe(1);
});

test('a ramp by steps rises within an epoch, over epochs, as sharply as it is told', () => {
  const byStep = rampOver({ epochs: 5 }, { by: 'step', sharpness: 3 });
  expect(byStep(at(25))).toBe(Math.exp(-3 * 0.25));
  expect(byStep(at(50))).toBe(1);
});

test('a burn-in ends at the step at which its share has passed', () => {
  const started = startAfter({ share: 0.4 });
  expect([0, 1199, 1200, 2999].map((step) => started(at(step)))).toEqual([0, 0, 1, 1]);
});
