import { type PerturbationSchedule, stream } from '@codistill/core';
import { momentAt } from '@codistill/core/engine';
import { describe, expect, it } from 'vitest';
import { describeFacts } from './facts.ts';
import { named, type PluginOf, type Settings, subjectOf } from './settings.ts';
import { idleOptions } from './tools/effects.ts';
import { frozen } from './tools/same.ts';

const stepsPerEpoch = 24;
const epochs = 10;
const steps = stepsPerEpoch * epochs;
const pool = frozen(['0:first', '1:second', '2:third']);
const networks = frozen(['a', 'b', 'c']);

/**
 * Tests of a perturbation schedule: known networks and perturbations, determinism, no hidden state,
 * and an effect of every option.
 */
export function describePerturbationSchedule(
  plugin: PluginOf<'perturbationSchedule'>,
  settings: Settings = {},
): void {
  const subject = subjectOf(plugin, settings);
  describe(`perturbation schedule ${plugin.id}`, () => {
    describeFacts('perturbationSchedule', subject);
    for (const set of subject.sets) {
      describe(named(set), () => {
        const schedule = subject.build(set);
        for (const [count, members] of [
          [1, 1],
          [1, 3],
          [2, 1],
          [3, 3],
        ] as const) {
          it(`names some of ${count} networks and ${members} perturbations`, () => {
            const [some, few] = [networks.slice(0, count), pool.slice(0, members)];
            let perturbed = 0;
            for (let step = 0; step < steps; step++) {
              const plan = schedule.plan(
                frozen(momentAt(step, stepsPerEpoch, epochs)),
                rngOf(step),
                some,
                few,
              );
              for (const { network, perturbation } of plan) {
                expect(some).toContain(network);
                expect(few).toContain(perturbation);
              }
              perturbed += plan.length;
            }
            expect(perturbed, `somebody is perturbed in some of ${steps} steps`).toBeGreaterThan(0);
          });
        }
        it('is a function of the moment and of the random numbers', () => {
          const plans = planned(schedule);
          const backwards = Array.from({ length: steps }, (_, i) =>
            planAt(schedule, steps - 1 - i),
          ).reverse();
          expect(backwards).toEqual(plans);
        });
      });
    }
    it('has no option without an effect', async () => {
      expect(await idleOptions(subject, (options) => planned(subject.build(options)))).toEqual([]);
    });
  });
}

const rngOf = (step: number) => stream(4, 'perturb/plan', step);
const planAt = (schedule: PerturbationSchedule, step: number) =>
  schedule.plan(frozen(momentAt(step, stepsPerEpoch, epochs)), rngOf(step), networks, pool);
const planned = (schedule: PerturbationSchedule) =>
  Array.from({ length: steps }, (_, step) => planAt(schedule, step));
