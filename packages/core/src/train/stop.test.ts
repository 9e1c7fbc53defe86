import { beforeAll, describe, expect, it } from 'vitest';
import type { Experiment } from '../contracts/experiment.ts';
import type { Observer, Report } from '../contracts/observer.ts';
import type { Runtime } from '../contracts/program.ts';
import { noFiles } from '../data/noFiles.ts';
import { startEngine } from '../testing/engine.ts';
import { experiment, registry } from '../testing/plugins.ts';
import { train } from './train.ts';

let runtime: Runtime;
beforeAll(async () => {
  runtime = await startEngine();
});

// An epoch has six steps. By default the test split, three batches, is evaluated every third epoch.
const described = experiment({ epochs: 5 });

interface Seen {
  readonly reports: readonly Report[];
  readonly checkpoints: readonly Uint8Array[];
}

async function reportsOf(
  run: Experiment,
  observers: readonly Observer[],
  resume?: Uint8Array,
): Promise<Seen> {
  const reports: Report[] = [];
  const checkpoints: Uint8Array[] = [];
  for await (const report of train(run, {
    registry,
    runtime,
    files: noFiles,
    observers,
    ...(resume && { resume }),
  })) {
    reports.push(report);
    checkpoints.push(await report.checkpoint());
  }
  return { reports, checkpoints };
}

/** An observer that ends the run at its report number `number`, counted from 1. */
const stopsAt = (number: number): Observer => {
  let count = 0;
  return {
    name: 'stops',
    begin: ({ resumed }) => {
      count = Number(resumed?.saved ?? 0);
    },
    see: () => (++count === number ? 'stop' : undefined),
    save: () => String(count),
  };
};
const names = ({ metrics }: Report, prefix: string) =>
  metrics.names.filter((name) => name.startsWith(prefix));
const text = ({ kind, moment, metrics }: Report) =>
  JSON.stringify([kind, moment, metrics.names, [...metrics.values]]);

describe('when test is evaluated', () => {
  const evaluated = async (evaluate: Experiment['evaluate']) => {
    const { reports } = await reportsOf({ ...described, ...(evaluate && { evaluate }) }, []);
    const epochs = reports.filter(({ kind }) => kind === 'epoch');
    for (const report of epochs) expect(names(report, 'validation/')).not.toEqual([]);
    return epochs.flatMap((report) =>
      names(report, 'test/').length > 0 ? [report.moment.epoch + 1] : [],
    );
  };
  it.each([
    [undefined, [3, 5]],
    ['every-epoch', [1, 2, 3, 4, 5]],
    ['last-epoch', [5]],
    [1, [1, 2, 3, 4, 5]],
    [2, [2, 4, 5]],
    [9, [5]],
  ] as const)('%s: after the epochs %j', async (evaluate, epochs) => {
    expect(await evaluated(evaluate)).toEqual(epochs);
  });

  it('changes no number of training', async () => {
    const run = async (evaluate: Experiment['evaluate'] & string) =>
      (await reportsOf({ ...described, evaluate }, [])).reports.map((report) =>
        JSON.stringify([report.moment, names(report, 'train/'), names(report, 'validation/')]),
      );
    expect(await run('last-epoch')).toEqual(await run('every-epoch'));
  });

  it('a value that is none is refused', async () => {
    for (const evaluate of [0, -1, 1.5, 'never', '3', null] as never[])
      await expect(reportsOf({ ...described, evaluate }, [])).rejects.toThrow('"evaluate"');
  });
});

describe('an observer that ends a run', () => {
  // Reports 1 to 6 are steps and 7 is the epoch. 22 to 27 are the steps of the fourth epoch, 28 its
  // end.
  it.each([
    ['at the first step', 1, 1, 1],
    ['within the first epoch', 4, 4, 1],
    ['at the last step of an epoch', 6, 6, 1],
    ['at the end of an epoch without test', 7, 6, 1],
    ['within a later epoch', 23, 20, 4],
    ['at the end of an epoch with test', 21, 18, 3],
  ])('%s: the last report has all measures of what was trained', async (_, at, steps, epochs) => {
    const { reports } = await reportsOf(described, [stopsAt(at)]);
    const last = reports.at(-1)!;
    expect(last.kind).toBe(at === 7 ? 'end' : 'epoch');
    expect(last.moment.step).toBe(steps);
    expect(last.moment.epoch).toBe(epochs - 1);
    expect(reports.filter(({ kind }) => kind === 'step')).toHaveLength(steps);
    for (const prefix of ['train/', 'validation/', 'test/'])
      expect(names(last, prefix)).not.toEqual([]);
    for (const values of Object.values(last.moment.history)) expect(values).toHaveLength(epochs);
    expect(reports.filter(({ kind }) => kind === 'epoch')).toHaveLength(epochs);
    if (last.kind === 'end') {
      const { metrics } = reports.at(-2)!;
      expect([...last.metrics.values].slice(0, metrics.names.length)).toEqual([...metrics.values]);
    }
  });

  it.each([1, 4, 6, 7, 23, 21, 28])(
    'has decided so for whoever resumes the run, from any checkpoint (report %i)',
    async (at) => {
      const whole = await reportsOf(described, [stopsAt(at)]);
      for (const from of [...whole.checkpoints.keys()].slice(-4)) {
        const rest = await reportsOf(described, [stopsAt(at)], whole.checkpoints[from]!);
        expect(rest.reports.map(text), `after report ${from + 1}`).toEqual(
          whole.reports.slice(from + 1).map(text),
        );
        if (rest.checkpoints.length > 0)
          expect(rest.checkpoints.at(-1)).toEqual(whole.checkpoints.at(-1));
      }
    },
  );

  it.each(['before', 'after'])('an observer %s it keeps the decision', async (place) => {
    const kept: Uint8Array[] = [];
    const reasons: string[][] = [];
    const keeps: Observer = {
      name: 'keeps',
      see: () => 'checkpoint',
      keep: (_, bytes, why) => {
        kept.push(bytes);
        reasons.push([...why].sort());
      },
    };
    const observers = () => (place === 'before' ? [keeps, stopsAt(7)] : [stopsAt(7), keeps]);
    const whole = await reportsOf(described, observers());
    expect(kept).toHaveLength(8);
    expect(kept).toEqual(whole.checkpoints);
    expect(reasons.slice(-3)).toEqual([
      ['checkpoint'],
      ['checkpoint', 'stop'],
      ['checkpoint', 'ended'],
    ]);
    const rest = await reportsOf(described, observers(), whole.checkpoints[6]!);
    expect(rest.reports.map(text)).toEqual(whole.reports.slice(7).map(text));
  });
});
