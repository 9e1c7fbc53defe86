import type { Moment, Schedule } from '@codistill/core';
import { momentAt } from '@codistill/core/engine';
import { describe, expect, it } from 'vitest';
import { describeFacts } from './facts.ts';
import { named, type PluginOf, type Settings, subjectOf } from './settings.ts';
import { idleOptions } from './tools/effects.ts';
import { expectSameBits, frozen } from './tools/same.ts';

const runs = [
  { epochs: 30, stepsPerEpoch: 7 },
  { epochs: 1, stepsPerEpoch: 12 },
  { epochs: 200, stepsPerEpoch: 1 },
];

/**
 * Tests of a schedule: finite values over runs of any length, no hidden state, and an effect of
 * every option.
 */
export function describeSchedule(plugin: PluginOf<'schedule'>, settings: Settings = {}): void {
  const subject = subjectOf(plugin, settings);
  describe(`schedule ${plugin.id}`, () => {
    describeFacts('schedule', subject);
    for (const set of subject.sets) {
      describe(named(set), () => {
        const schedule = subject.build(set);
        it('is a finite number over runs of any length, with results and without', () => {
          for (const run of runs)
            for (const history of [true, false])
              for (const value of valuesOf(schedule, run, history))
                expect(Number.isFinite(value), `a value is ${value}`).toBe(true);
        });
        it('is a function of the moment', () => {
          const moments = momentsOf(runs[0]!, true);
          const forwards = moments.map(schedule);
          const backwards = [...moments].reverse().map(schedule).reverse();
          expectSameBits(backwards, forwards, 'the values, asked for from the last to the first');
        });
      });
    }
    it('has no option without an effect', async () => {
      expect(
        await idleOptions(subject, (options) => {
          const schedule = subject.build(options);
          return runs.map((run) => valuesOf(schedule, run, true));
        }),
      ).toEqual([]);
    });
  });
}

interface Run {
  readonly epochs: number;
  readonly stepsPerEpoch: number;
}

/** The metrics of two networks, which first rise and then stay constant. */
const measures = ['validation/accuracy', 'validation/accuracy/a', 'train/loss'];
const resultsAt = (epoch: number) =>
  Object.fromEntries(
    measures.map((name, k) => [
      name,
      Array.from({ length: epoch }, (_, e) => Math.min(e, 6 + k) / 10 - 0.001 * e),
    ]),
  );

const momentsOf = ({ epochs, stepsPerEpoch }: Run, withHistory: boolean): Moment[] =>
  Array.from({ length: epochs * stepsPerEpoch }, (_, step) => {
    const moment = momentAt(step, stepsPerEpoch, epochs);
    return frozen({ ...moment, history: withHistory ? resultsAt(moment.epoch) : {} });
  });

const valuesOf = (schedule: Schedule, run: Run, withHistory: boolean) =>
  momentsOf(run, withHistory).map(schedule);
