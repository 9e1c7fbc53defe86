import { createHash } from 'node:crypto';
import {
  noFiles,
  type Observer,
  type Registry,
  type RunBegin,
  type Runtime,
  train,
} from '@codistill/core';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { describeFacts } from './facts.ts';
import { type Options, type PluginOf, type Settings, startRuntime, subjectOf } from './settings.ts';
import { idleOptions } from './tools/effects.ts';
import { smallExperiment, tinyNetwork } from './tools/experiment.ts';
import { memoryFiles } from './tools/memoryFiles.ts';
import { expectSameBits, frozen } from './tools/same.ts';
import { begun, type Recorded, watched } from './tools/watched.ts';

/** Settings for the tests of an observer. */
export interface ObserverSettings extends Settings {
  /**
   * Creates options that give the observer a place to write other than the files of its run, and a
   * function that returns what it wrote there. It is called for every observer that is built.
   */
  readonly outlet?: () => {
    readonly options: Readonly<Record<string, unknown>>;
    readonly written: () => unknown;
  };
}

/**
 * Tests of an observer: it changes no report, goes on from what it saved with the same files, saves
 * no time, closes, and every option affects what it writes or says. It writes into the files that
 * `begin` receives, whose last appended bytes are lost in a crash unless they were synced.
 */
export function describeObserver(
  plugin: PluginOf<'observer'>,
  settings: ObserverSettings = {},
): void {
  const subject = subjectOf(plugin, settings);
  const outlet = settings.outlet ?? (() => ({ options: {}, written: () => undefined }));
  let run: RecordedRun;
  /** An observer with files of its own, and what it wrote. */
  const place = (options: Options = {}) => {
    const [disk, out] = [memoryFiles(), outlet()];
    return {
      ...disk,
      build: (): Observer => subject.build({ ...options, ...out.options }),
      given: { ...run.begin, files: disk.files },
      said: () => ({ files: disk.written(), out: out.written() }),
    };
  };
  describe(`observer ${plugin.id}`, () => {
    beforeAll(async () => {
      run = await recorded(subject.registry, await startRuntime(settings));
    });
    afterEach(() => {
      vi.useRealTimers();
      vi.restoreAllMocks();
    });
    describeFacts('observer', subject);

    it('looks on: it changes no report, and wishes nothing, "stop" or "checkpoint"', async () => {
      const values = run.reports.map(({ report }) => report.metrics.values.slice());
      const { build, given } = place();
      const observer = build();
      await begun(observer, given);
      const { wishes } = await watched(observer, run.reports);
      await observer.close?.('ended');
      for (const wish of wishes) expect([null, 'stop', 'checkpoint']).toContain(wish);
      run.reports.forEach(({ report }, i) => {
        expectSameBits(report.metrics.values, values[i]!, 'metrics');
      });
    });
    it('is called like its plugin', () => {
      expect(place().build().name).toBe(plugin.id);
    });
    it('closes however a run ends, also without a report, and writes nothing when superseded', async () => {
      for (const how of ['ended', 'interrupted', 'superseded', 'failed'] as const)
        for (const count of [0, 5]) {
          const { build, given, said } = place();
          const observer = build();
          await begun(observer, given);
          await watched(observer, run.reports.slice(0, count), 'never');
          const before = said();
          await observer.close?.(how);
          if (how === 'superseded') expect(said()).toEqual(before);
        }
    });
    it('goes on from what it saved as if it had not been interrupted, in files cut back to that', async () => {
      const whole = place();
      const undisturbed = await toEnd(whole.build(), whole.given, run.reports);
      const cuts = [1, 6, run.reports.length - 1];
      // What was not synced may be lost, or be there after all.
      for (const [cut, loses] of cuts.flatMap((at) => [
        [at, true] as const,
        [at, false] as const,
      ])) {
        const { build, given, said, crash } = place();
        const first = build();
        await begun(first, given);
        const { saved } = await watched(first, run.reports.slice(0, cut));
        expect(saved).toEqual(undisturbed.saved.slice(0, cut));
        // More reports are seen, and the run is killed before another checkpoint.
        await watched(first, run.reports.slice(cut, cut + 5), 'never');
        if (loses) crash();
        const second = build();
        const { step } = run.reports[cut - 1]!.report.moment;
        await begun(second, given, { step, saved: saved.at(-1) });
        const rest = await watched(second, run.reports.slice(cut));
        await second.close?.('ended');
        expect(rest.wishes).toEqual(undisturbed.wishes.slice(cut));
        expect(rest.saved).toEqual(undisturbed.saved.slice(cut));
        expect(said().files).toEqual(whole.said().files);
      }
    });
    it('begins a new run with nothing of an older one', async () => {
      const [fresh, reused] = [place(), place()];
      await toEnd(fresh.build(), fresh.given, run.reports);
      await toEnd(reused.build(), reused.given, run.reports);
      await toEnd(reused.build(), reused.given, run.reports);
      expect(reused.said().files).toEqual(fresh.said().files);
    });
    it('saves text without a time', async () => {
      const [now, later] = [place(), place()];
      const { saved } = await toEnd(now.build(), now.given, run.reports);
      for (const text of saved) expect(['string', 'undefined']).toContain(typeof text);
      vi.useFakeTimers({ toFake: ['Date', 'performance'], now: 4e12 });
      expect((await toEnd(later.build(), later.given, run.reports)).saved).toEqual(saved);
    });
    it('has no option without an effect', async () => {
      // A time or a use of memory that differs is not an option's effect.
      vi.useFakeTimers({ toFake: ['Date', 'performance'] });
      vi.spyOn(process, 'resourceUsage').mockReturnValue({ maxRSS: 2048 } as never);
      const unseen = [...(settings.unseen ?? []), ...Object.keys(outlet().options)];
      const idle = await idleOptions(
        { ...subject, settings: { ...settings, unseen } },
        async (options) => {
          const { build, given, said } = place(options);
          const observer = build();
          const trace: string[] = [];
          const note = () => trace.push(digest(said()));
          await begun(observer, given);
          const seen = await watched(observer, run.reports, 'as wished', note);
          await observer.close?.('ended');
          note();
          return { ...seen, trace };
        },
      );
      expect(idle).toEqual([]);
    });
  });
}

/** A whole run. */
async function toEnd(observer: Observer, given: RunBegin, reports: readonly Recorded[]) {
  await begun(observer, given);
  const seen = await watched(observer, reports);
  await observer.close?.('ended');
  return seen;
}

const digest = (value: unknown) =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 12);

interface RecordedRun {
  readonly begin: RunBegin;
  readonly reports: readonly Recorded[];
}

/** The reports of a run of two networks, each with the checkpoint made at that report. */
async function recorded(registry: Registry, runtime: Runtime): Promise<RecordedRun> {
  const experiment = smallExperiment(
    { a: tinyNetwork(3), b: tinyNetwork(4) },
    'conformance-independent',
    { epochs: 14 },
  );
  const reports: Recorded[] = [];
  let begin: RunBegin | undefined;
  const notes: Observer = {
    name: 'notes',
    begin: (given) => {
      begin = given;
    },
    see: () => {},
  };
  const options = { registry, runtime, files: noFiles, observers: [notes] };
  for await (const { ends: _, checkpoint, ...report } of train(experiment, options)) {
    const { names, values } = report.metrics;
    const predictions = report.predictions?.();
    reports.push({
      checkpoint: await checkpoint(),
      report: frozen({
        ...report,
        metrics: { names, values: values.slice() },
        ...(predictions && { predictions: () => predictions }),
      }),
    });
  }
  return { begin: begin!, reports };
}
