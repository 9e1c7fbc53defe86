import type { Optimizer } from '@codistill/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeFacts } from './facts.ts';
import { describeDescent } from './optimizer/descent.ts';
import { describeParameters } from './optimizer/parameters.ts';
import { describePurity } from './optimizer/purity.ts';
import { names, run } from './optimizer/updates.ts';
import { named, type PluginOf, type Settings, startRuntime, subjectOf } from './settings.ts';
import { idleOptions } from './tools/effects.ts';

/**
 * Tests of an optimizer: purity, slots by name, an unchanged graph, no memory leak, finite values,
 * a decreasing loss, and an effect of every option.
 */
export function describeOptimizer(plugin: PluginOf<'optimizer'>, settings: Settings = {}): void {
  const subject = subjectOf(plugin, settings);
  describe(`optimizer ${plugin.id}`, () => {
    beforeAll(async () => {
      await startRuntime(settings);
    });
    describeFacts('optimizer', subject);

    for (const set of subject.sets) {
      describe(named(set), () => {
        const make = () => subject.build(set);
        describeParameters(make);
        describePurity(make, settings);
        describeDescent(make);
      });
    }

    if (!settings.engineOnly)
      it('has no option without an effect', async () => {
        const signature = (optimizer: Optimizer) =>
          names.map((name) => [...run(optimizer, 6).params[name]!.data]);
        expect(await idleOptions(subject, (options) => signature(subject.build(options)))).toEqual(
          [],
        );
      });
  });
}
