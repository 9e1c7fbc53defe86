import { nameOf, type Runtime, type Use } from '@codistill/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeFacts } from './facts.ts';
import { type PluginOf, type Settings, startRuntime, subjectOf } from './settings.ts';
import { independent } from './smallPlugins/smallPlugins.ts';
import { divergenceOf, divergenceOn } from './tools/divergence.ts';
import { pairs } from './tools/divergencePairs.ts';
import { smallExperiment } from './tools/experiment.ts';
import { groups } from './tools/groups.ts';
import { trained } from './tools/resume.ts';

/** The settings of {@link describeRuntime}; all are optional. */
export interface RuntimeSettings extends Pick<Settings, 'registry' | 'runtime' | 'tensors'> {
  /** Strategies of `registry` to train with. Default: independent training. */
  readonly strategies?: readonly Use[];
}

const networks = groups.find(
  ({ name }) => name === 'two networks and a stale copy of each',
)!.networks;
const programs = 8;

/**
 * Tests of an engine. An experiment with alternating updates is run, run again and resumed in
 * separate programs; all must give the same bits, so an engine that rewrites programs must do so in
 * a fixed order. T^2 KL must agree with double precision up to T = 10,000, where it is a small
 * difference of large logarithms: to 1e-4 of each value, never negative, and with gradients to 5e-4
 * of their largest element.
 *
 * `given` is a plugin, which is started with its defaults, or the name of an engine that
 * `settings.runtime` starts.
 */
export function describeRuntime(
  given: string | PluginOf<'runtime'>,
  settings: RuntimeSettings = {},
): void {
  // Any plugin works; the tests of an engine only need its registry.
  const { registry } = subjectOf(independent, settings);
  const name = typeof given === 'string' ? given : given.id;
  const subject = typeof given === 'string' ? undefined : subjectOf(given, settings);
  describe(`runtime ${name}`, () => {
    let runtime: Runtime;
    beforeAll(async () => {
      runtime = await (subject ? subject.build()({ device: 'auto' }) : startRuntime(settings));
    });
    if (subject) {
      describeFacts('runtime', subject);
      it('rejects an unknown device and no threads', async () => {
        const start = subject.build();
        for (const request of [{ device: 'abacus' }, { device: 'auto', threads: { intra: 0 } }])
          await expect(start(request as never)).rejects.toThrow();
      });
    }
    it('describes its device in words', () => {
      expect(runtime.name).toMatch(/^[a-z0-9][a-z0-9.-]*$/);
      expect(runtime.device.trim()).not.toBe('');
    });
    for (const strategy of settings.strategies ?? ['conformance-independent'])
      it(`gives the same bits in ${programs} programs: ${nameOf(strategy)}`, async () => {
        const experiment = smallExperiment(networks, strategy, { update: 'alternating' });
        const around = { registry, runtime, settings };
        const first = await trained(experiment, 12, around);
        for (let program = 1; program < programs; program++) {
          const resume = program % 2 === 0 ? first.early : undefined;
          const other = await trained(experiment, resume ? 5 : 12, {
            ...around,
            ...(resume && { resume }),
          });
          expect(other.metrics, `program ${program}`).toEqual(
            first.metrics.slice(-other.metrics.length),
          );
          expect(
            Buffer.compare(other.checkpoint, first.checkpoint),
            `the checkpoint of program ${program}`,
          ).toBe(0);
        }
      });
    for (const pair of pairs)
      it(`computes T^2 KL and its gradients at T = ${pair.temperature}: ${pair.name}`, async () => {
        const [found, expected] = [await divergenceOn(runtime, pair), divergenceOf(pair)];
        const size = expected.values.reduce((a, b) => Math.max(a, b));
        found.values.forEach((value, i) => {
          expect(value).toBeGreaterThanOrEqual(0);
          // If only rounding of the double remains, the divergence is 0.
          const allowed = size < 1e-8 ? 1e-8 : 1e-4 * expected.values[i]!;
          expect(Math.abs(value - expected.values[i]!)).toBeLessThanOrEqual(allowed);
        });
        for (const side of ['student', 'target'] as const) {
          const largest = expected[side].reduce((a, b) => Math.max(a, Math.abs(b)), 1e-2);
          const error = expected[side].reduce(
            (most, v, i) => Math.max(most, Math.abs(found[side][i]! - v)),
            0,
          );
          expect(error / largest, side).toBeLessThan(5e-4);
        }
      });
  });
}
