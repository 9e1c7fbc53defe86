import type { Runtime } from '@codistill/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeFacts } from './facts.ts';
import {
  named,
  type Options,
  type PluginOf,
  type Settings,
  type Subject,
  startRuntime,
  subjectOf,
} from './settings.ts';
import { castsOf, describeCasts } from './strategy/casts.ts';
import { describeDistributions } from './strategy/distributions.ts';
import { describeFiniteness } from './strategy/finiteness.ts';
import { describeGradients } from './strategy/gradients.ts';
import { describeMeasures } from './strategy/measures.ts';
import { describePlanAndMemory } from './strategy/planAndMemory.ts';
import { describePurity } from './strategy/purity.ts';
import { signatureOf } from './strategy/signature.ts';
import { describeTraining } from './strategy/training.ts';
import type { Cast } from './tools/cast.ts';
import { idleOptions } from './tools/effects.ts';
import { type Group, groups as standardGroups } from './tools/groups.ts';

/** Settings for the tests of a strategy. */
export interface StrategySettings extends Settings {
  /**
   * Networks to try the strategy on. Default: nine groups, with equal and different networks, a
   * frozen teacher, exits, branches, averages and copies.
   */
  readonly groups?: readonly Group[];
}

/**
 * Tests of a strategy on each group of networks that it supports. It must support at least one
 * group, and must throw an error that says what it lacks for the others. The tests check purity,
 * one graph for each plan key, no host read, no memory leak, finite values for logits of 1e4, the
 * distributions that it supports, gradients of all parameters, bit-identical resume, and an effect
 * of every option.
 */
export function describeStrategy(
  plugin: PluginOf<'strategy'>,
  settings: StrategySettings = {},
): void {
  const subject = subjectOf(plugin, settings);
  const groups = settings.groups ?? standardGroups;
  describe(`strategy ${plugin.id}`, () => {
    let runtime: Runtime;
    beforeAll(async () => {
      runtime = await startRuntime(settings);
    });
    describeFacts('strategy', subject);

    for (const { name, use } of usesOf(subject))
      describe(name, () => {
        let made: readonly Cast[];
        beforeAll(async () => {
          made = await castsOf(subject, groups, use);
        });
        const casts = () => made;
        describeCasts(subject, groups, use, casts);
        describePurity(casts, settings);
        describePlanAndMemory(casts);
        describeFiniteness(casts);
        describeDistributions(casts, use.use);
        describeGradients(casts);
        describeMeasures(casts);
        describeTraining(casts, subject, () => runtime);
      });

    if (!settings.engineOnly)
      it('has no option without an effect', async () => {
        expect(
          await idleOptions(subject, (options) => signatureOf(subject, groups, options)),
        ).toEqual([]);
      });
  });
}

/** What the tests use the strategy as: itself with each set of options, then each variant. */
function usesOf({ plugin, settings, sets }: Subject<'strategy'>) {
  const variants = settings.engineOnly ? [] : Object.keys(plugin.variants ?? {});
  return [
    ...sets.map((set) => ({ name: named(set), use: useOf(plugin.id, set) })),
    ...variants.map((use) => ({ name: `as ${use}`, use: useOf(use, settings.needs ?? {}) })),
  ];
}

const useOf = (use: string, options: Options): Options & { readonly use: string } => ({
  use,
  ...options,
});
