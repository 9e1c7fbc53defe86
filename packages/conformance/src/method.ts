import { type Experiment, type Files, InputError, noFiles, type Registry } from '@codistill/core';
import { closingData, initState, parseExperiment, resolveExperiment } from '@codistill/core/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeFacts } from './facts.ts';
import { type FileSettings, named, type PluginOf, startRuntime, subjectOf } from './settings.ts';
import { idleOptions } from './tools/effects.ts';
import { smallExperiment, tinyNetwork } from './tools/experiment.ts';
import { frozen } from './tools/same.ts';

/** Settings for the tests of a method. */
export interface MethodSettings extends FileSettings {
  /**
   * Base experiments. Default: one, two and three tiny networks. The method must have an arm for at
   * least one of them.
   */
  readonly bases?: readonly Experiment[];
}

/** Base experiments of one to three networks. */
export const smallBases = (): readonly Experiment[] =>
  [[4], [4, 4], [3, 4, 5]].map((widths) =>
    smallExperiment(
      Object.fromEntries(widths.map((width, i) => ['abc'[i]!, tinyNetwork(width)])),
      'conformance-independent',
    ),
  );

/**
 * Tests of a method: data to data, an unmodified base, the same data budget, an arm that the
 * registry resolves, and an effect of every option.
 */
export function describeMethod(plugin: PluginOf<'method'>, settings: MethodSettings = {}): void {
  const subject = subjectOf(plugin, settings);
  const bases = frozen(settings.bases ?? smallBases());
  describe(`method ${plugin.id}`, () => {
    beforeAll(async () => {
      await startRuntime(settings);
    });
    describeFacts('method', subject);

    for (const set of subject.sets) {
      describe(named(set), () => {
        it('makes an arm that is data, of the same data and seed, and leaves the base as it was', () => {
          let made = 0;
          for (const base of bases) {
            const before = JSON.stringify(base);
            const arm = armOf(() => subject.build(set).arm(base));
            if (!arm) continue;
            made++;
            expect(JSON.parse(JSON.stringify(arm))).toEqual(arm);
            expect(parseExperiment(arm)).toEqual(arm);
            expect(subject.build(set).arm(base)).toEqual(arm);
            expect(JSON.stringify(base)).toBe(before);
            for (const same of ['dataset', 'seed', 'validation', 'examples'] as const)
              expect(arm[same], same).toEqual(base[same]);
          }
          expect(made, 'there is an arm of one of the bases').toBeGreaterThan(0);
        });
        it('makes an arm that resolves with the registry, and whose flow holds for its networks, for one of the bases at least', async () => {
          const said: string[] = [];
          for (const base of bases) {
            const arm = armOf(() => subject.build(set).arm(base));
            if (!arm) continue;
            const lacking = await whatItLacks(arm, subject.registry, settings.files ?? noFiles);
            if (lacking === undefined) expectSources(arm, base, subject.registry);
            else said.push(`${lacking}\n${JSON.stringify(arm)}`);
          }
          expect(said.length, said.join('\n')).toBeLessThan(bases.length);
        });
      });
    }
    it('has no option without an effect', async () => {
      expect(
        await idleOptions(subject, (options) =>
          bases.map((base) => armOf(() => subject.build(options).arm(base)) ?? null),
        ),
      ).toEqual([]);
    });
  });
}

/** An arm; undefined if the method says what the base lacks. */
function armOf(make: () => Experiment): Experiment | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/**
 * Builds an arm and its initial state. Returns the error message if its flow does not work for this
 * number of networks; rethrows other errors.
 */
async function whatItLacks(
  arm: Experiment,
  registry: Registry,
  files: Files,
): Promise<string | undefined> {
  try {
    const state = await closingData(resolveExperiment(arm, registry, files), ({ setup }) =>
      initState(setup),
    );
    expect(Object.keys(state.networks)).toEqual(Object.keys(arm.networks));
    return undefined;
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}

/** A teacher that another method trains must be a network of that method's arm. */
function expectSources(arm: Experiment, base: Experiment, registry: Registry): void {
  for (const [id, spec] of Object.entries(arm.networks)) {
    if (!('weights' in spec) || typeof spec.weights !== 'object' || !('method' in spec.weights))
      continue;
    const source = registry.build('method', spec.weights.method).arm(base);
    expect(Object.keys(source.networks), `the network that "${id}" takes its weights of`).toContain(
      spec.weights.network,
    );
  }
}
