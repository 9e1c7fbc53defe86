import { type PerturbationSchedule, stream } from '@codistill/core';
import { describe, expect, it } from 'vitest';
import { always } from './always.ts';
import { bernoulli } from './bernoulli.ts';
import { every } from './every.ts';

const ids = ['a', 'b', 'c'];
const pool = ['0:x', '1:y'];
const at = (step: number) => ({
  step,
  epoch: Math.floor(step / 25),
  stepsPerEpoch: 25,
  epochs: 4,
  progress: step / 100,
});
const plans = (schedule: PerturbationSchedule, steps = 100) =>
  Array.from({ length: steps }, (_, step) =>
    schedule.plan(at(step), stream(0, 'when', step), ids, pool),
  );
const when = (schedule: PerturbationSchedule) =>
  plans(schedule).flatMap((hits, step) => (hits.length > 0 ? [step] : []));

describe('schedules of perturbations', () => {
  it('always: one network in every step, each network and each perturbation as often', () => {
    const all = plans(always(), 900);
    expect(all.every((hits) => hits.length === 1)).toBe(true);
    for (const id of ids)
      for (const name of pool) {
        const part =
          all.filter(([hit]) => hit!.network === id && hit!.perturbation === name).length / 900;
        expect(Math.abs(part - 1 / 6)).toBeLessThan(0.05);
      }
  });
  it('networks: all hits each network once, each with its own draw', () => {
    const all = plans(always({ networks: 'all' }), 300);
    expect(all.every((hits) => hits.map(({ network }) => network).join() === 'a,b,c')).toBe(true);
    const alike =
      all.filter((hits) => new Set(hits.map(({ perturbation }) => perturbation)).size === 1)
        .length / 300;
    expect(Math.abs(alike - 1 / 4)).toBeLessThan(0.09);
  });
  it('every: the batches 0, 10, 20 of each epoch', () => {
    expect(when(every())).toEqual([0, 10, 20, 25, 35, 45, 50, 60, 70, 75, 85, 95]);
    expect(when(every({ steps: 40 }))).toEqual([0, 25, 50, 75]);
    expect(when(every({ steps: 1 })).length).toBe(100);
  });
  it('bernoulli: about as often as told', () => {
    expect(
      Math.abs(
        plans(bernoulli({ probability: 0.3 }), 1000).filter((hits) => hits.length > 0).length /
          1000 -
          0.3,
      ),
    ).toBeLessThan(0.05);
    expect(when(bernoulli({ probability: 0 }))).toEqual([]);
    expect(when(bernoulli({ probability: 1 })).length).toBe(100);
  });
  it('nobody to perturb, or nothing to perturb with: nothing', () => {
    for (const schedule of [
      always(),
      every({ steps: 1 }),
      bernoulli({ probability: 1 }),
      always({ networks: 'all' }),
    ]) {
      expect(schedule.plan(at(0), stream(0, 'when', 0), [], pool)).toEqual([]);
      expect(schedule.plan(at(0), stream(0, 'when', 0), ids, [])).toEqual([]);
    }
  });
});
