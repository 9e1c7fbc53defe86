import { noFiles, type Observer, type Report, train } from '@codistill/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeFacts } from './facts.ts';
import { type PluginOf, type Settings, startRuntime, subjectOf } from './settings.ts';
import { idleOptions } from './tools/effects.ts';
import { smallExperiment, tinyNetwork } from './tools/experiment.ts';
import { expectSameBits, frozen } from './tools/same.ts';

/** Settings for the tests of an observer. */
export interface ObserverSettings extends Settings {
  /**
   * Creates options that give the observer a place to write, and a function that returns what it
   * wrote there. It is called for every observer that is built.
   */
  readonly outlet?: () => {
    readonly options: Readonly<Record<string, unknown>>;
    readonly written: () => unknown;
  };
}

/**
 * Tests of an observer: it changes no report, resumes from what it saved, closes, and every option
 * affects what it writes or says.
 */
export function describeObserver(
  plugin: PluginOf<'observer'>,
  settings: ObserverSettings = {},
): void {
  const subject = subjectOf(plugin, settings);
  const outlet = settings.outlet ?? (() => ({ options: {}, written: () => undefined }));
  let reports: readonly Report[];
  describe(`observer ${plugin.id}`, () => {
    beforeAll(async () => {
      const runtime = await startRuntime(settings);
      reports = await recorded(subject.registry, runtime);
    });
    describeFacts('observer', subject);

    it('looks on: it changes no report, and answers nothing or "stop"', async () => {
      const values = reports.map(({ metrics }) => metrics.values.slice());
      const observer = subject.build(outlet().options);
      for (const report of reports)
        expect([undefined, 'stop']).toContain(await observer.see(report));
      await observer.close?.();
      reports.forEach(({ metrics }, i) => {
        expectSameBits(metrics.values, values[i]!, 'metrics');
      });
    });
    it('closes without a report', async () => {
      await expect(
        Promise.resolve(subject.build(outlet().options).close?.()),
      ).resolves.toBeUndefined();
    });
    it('goes on from what it saved as if it had not been interrupted', async () => {
      const [whole, first, second] = [outlet(), outlet(), outlet()];
      const undisturbed = await watched(subject.build(whole.options), reports);
      for (const cut of [1, 6, reports.length - 1]) {
        const begun = subject.build(first.options);
        for (const report of reports.slice(0, cut)) await begun.see(report);
        const saved = begun.save?.();
        if (saved !== undefined) expect(typeof saved).toBe('string');
        const resumed = subject.build(second.options);
        if (saved !== undefined) resumed.load?.(saved);
        expect(resumed.save?.()).toEqual(saved);
        const rest = await watched(resumed, reports.slice(cut));
        expect(rest.answers).toEqual(undisturbed.answers.slice(cut));
        expect(rest.saved).toEqual(undisturbed.saved);
      }
    });
    it('has no option without an effect', async () => {
      const unseen = [...(settings.unseen ?? []), ...Object.keys(outlet().options)];
      const idle = await idleOptions(
        { ...subject, settings: { ...settings, unseen } },
        async (options) => {
          const out = outlet();
          const seen = await watched(subject.build({ ...options, ...out.options }), reports);
          return { ...seen, written: out.written() };
        },
      );
      expect(idle).toEqual([]);
    });
  });
}

async function watched(observer: Observer, reports: readonly Report[]) {
  const answers: unknown[] = [];
  for (const report of reports) answers.push((await observer.see(report)) ?? null);
  const saved = observer.save?.();
  await observer.close?.();
  return { answers, saved };
}

/** The reports of a run of two networks, each with the checkpoint made at that report. */
async function recorded(
  registry: Parameters<typeof train>[1]['registry'],
  runtime: Parameters<typeof train>[1]['runtime'],
): Promise<readonly Report[]> {
  const experiment = smallExperiment(
    { a: tinyNetwork(3), b: tinyNetwork(4) },
    'conformance-independent',
    { epochs: 14 },
  );
  const reports: Report[] = [];
  for await (const report of train(experiment, { registry, runtime, files: noFiles })) {
    const bytes = await report.checkpoint();
    const { values } = report.metrics;
    reports.push({
      ...frozen({ ...report, metrics: { names: report.metrics.names, values: values.slice() } }),
      checkpoint: async () => bytes,
    });
  }
  return reports;
}
