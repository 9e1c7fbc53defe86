import { beforeAll, describe, expect, it } from 'vitest';
import { decodeCheckpoint } from '../checkpoint/checkpoint.ts';
import type { Observer, RunBegin, YieldedReport } from '../contracts/observer.ts';
import type { Runtime } from '../contracts/program.ts';
import { noFiles } from '../data/noFiles.ts';
import { InputError } from '../errors.ts';
import { startEngine } from '../testing/engine.ts';
import { experiment, registry } from '../testing/plugins.ts';
import type { TrainOptions } from './options.ts';
import { train } from './train.ts';

// Two epochs of six steps: reports 1 to 6 are steps, 7 is an epoch, 8 to 13 are steps, 14 an epoch.
let runtime: Runtime;
let reads = 0;
beforeAll(async () => {
  const engine = await startEngine();
  runtime = {
    ...engine,
    program: async (definition) => {
      const program = await engine.program(definition);
      return {
        ...program,
        read: () => {
          reads++;
          return program.read();
        },
      };
    },
  };
});

interface Run {
  readonly reports: readonly YieldedReport[];
  readonly calls: readonly string[];
  readonly kept: readonly Uint8Array[];
}

/** A run with the observers `a` and `b`, which note each call, and keep where b wishes for it. */
async function run(
  wishes: (report: number) => 'stop' | 'checkpoint' | undefined,
  more: Partial<TrainOptions> = {},
): Promise<Run> {
  const calls: string[] = [];
  const kept: Uint8Array[] = [];
  const reports: YieldedReport[] = [];
  const noting = (name: string): Observer => {
    let seen = 0;
    return {
      name,
      begin: ({ resumed }) => {
        seen = Number(resumed?.saved ?? 0);
        calls.push(`begin ${name}${resumed ? ` from ${resumed.step}` : ''}`);
      },
      see: () => {
        calls.push(`see ${name}`);
        seen++;
        return name === 'b' ? wishes(seen) : undefined;
      },
      save: async () => {
        calls.push(`save ${name}`);
        return String(seen);
      },
      keep: (_, bytes, why) => {
        if (name === 'a') kept.push(bytes);
        calls.push(`keep ${name} ${[...why].sort().join(' ')}`);
      },
      kept: () => {
        calls.push(`kept ${name}`);
      },
      close: (how) => {
        calls.push(`close ${name} ${how}`);
      },
    };
  };
  for await (const report of train(experiment(), {
    registry,
    runtime,
    files: noFiles,
    observers: [noting('a'), noting('b')],
    ...more,
  })) {
    reports.push(report);
    calls.push('yield');
  }
  return { reports, calls, kept };
}
const text = ({ kind, moment, metrics }: YieldedReport) =>
  JSON.stringify([kind, moment, metrics.names, [...metrics.values]]);
const never = () => undefined;

describe('the order of a report', () => {
  it('is see, save, keep, kept and yield, each on all observers', async () => {
    const { calls, kept } = await run((report) => (report === 2 ? 'checkpoint' : undefined));
    const seen = ['see a', 'see b', 'yield'];
    expect(calls).toEqual([
      ...['begin a', 'begin b', ...seen],
      ...['see a', 'see b', 'save a', 'save b', 'keep a checkpoint', 'keep b checkpoint'],
      ...['kept a', 'kept b', 'yield'],
      ...Array.from({ length: 11 }, () => seen).flat(),
      ...['see a', 'see b', 'save a', 'save b', 'keep a ended', 'keep b ended'],
      ...['kept a', 'kept b', 'yield', 'close b ended', 'close a ended'],
    ]);
    expect(decodeCheckpoint(kept[0]!, 'kept')).toMatchObject({
      step: 2,
      observers: { a: '2', b: '2' },
    });
  });

  it('reads no state where nobody wishes for a checkpoint, and one at the end', async () => {
    reads = 0;
    await run(never, { observers: [{ name: 'sees', see: () => {} }] });
    expect(reads).toBe(1);
    reads = 0;
    await run(never, { observers: [{ name: 'wishes', see: () => 'checkpoint' }] });
    expect(reads).toBe(1);
    reads = 0;
    await run(never);
    expect(reads).toBe(2);
  });

  it('an interruption keeps a checkpoint at any report, and what resumes it does the rest', async () => {
    const whole = await run(never);
    for (const at of [1, 5, 6, 7, 8, 13]) {
      let asked = 0;
      const first = await run(never, { interrupted: async () => ++asked === at });
      expect(first.reports.map(text)).toEqual(whole.reports.slice(0, at).map(text));
      expect(first.reports.map(({ ends }) => ends)).toEqual([
        ...Array.from({ length: at - 1 }, () => undefined),
        'interrupted',
      ]);
      expect(first.calls.slice(-8)).toEqual([
        ...['save b', 'keep a interrupted', 'keep b interrupted', 'kept a', 'kept b', 'yield'],
        ...['close b interrupted', 'close a interrupted'],
      ]);
      const rest = await run(never, { resume: first.kept[0]! });
      expect(rest.reports.map(text)).toEqual(whole.reports.slice(at).map(text));
      expect(rest.kept.at(-1)).toEqual(whole.kept.at(-1));
    }
  });

  it('the last report is not interrupted, and says that the run ends', async () => {
    let asked = 0;
    const { reports } = await run(never, { interrupted: () => ++asked === 14 });
    expect(asked).toBe(13);
    expect(reports.map(({ ends }) => ends).slice(-2)).toEqual([undefined, 'ended']);
  });

  it('a run that is superseded keeps nothing more', async () => {
    let asked = 0;
    const wishes = (report: number) => (report % 2 === 0 ? 'checkpoint' : undefined);
    const { calls, reports, kept } = await run(wishes, { superseded: async () => ++asked === 2 });
    expect(kept).toHaveLength(1);
    expect(reports).toHaveLength(4);
    expect(reports.at(-1)!.ends).toBe('superseded');
    expect(calls.slice(-6)).toEqual([
      ...['see b', 'save a', 'save b', 'yield', 'close b superseded', 'close a superseded'],
    ]);
  });

  it('a loop that is left interrupts the run', async () => {
    const how: string[] = [];
    const observer: Observer = {
      name: 'notes',
      see: () => {},
      close: (given) => {
        how.push(given);
      },
    };
    const options = { registry, runtime, files: noFiles, observers: [observer] };
    for await (const { moment } of train(experiment(), options)) if (moment.step === 2) break;
    for await (const { ends } of train(experiment(), options)) if (ends) break;
    expect(how).toEqual(['interrupted', 'ended']);
  });

  it('a finished run that is resumed begins and closes its observers', async () => {
    const { kept } = await run(never);
    const again = await run(never, { resume: kept.at(-1)! });
    expect(again.reports).toEqual([]);
    expect(again.calls).toEqual([
      ...['begin a from 12', 'begin b from 12', 'close b ended', 'close a ended'],
    ]);
  });
});

describe('what an observer is given', () => {
  it('is the experiment, facts, metrics and its own folder', async () => {
    const given: RunBegin[] = [];
    const folders = new Map(['one', 'two'].map((name) => [name, { ...noFiles, root: name }]));
    const observer = (name: string): Observer => ({
      name,
      begin: (told) => {
        given.push(told);
      },
      see: () => {},
    });
    const { reports } = await run(never, {
      observers: ['one', 'two', 'three'].map(observer),
      observerFiles: (name) => folders.get(name),
    });
    expect(given.map(({ files }) => files?.root)).toEqual(['one', 'two', undefined]);
    expect(given[0]).toMatchObject({
      experiment: JSON.parse(JSON.stringify(experiment())),
      fitted: { outputs: 3 },
      main: { name: 'accuracy', higherIsBetter: true },
      facts: { classes: 3, channels: 1, size: { height: 3, width: 3 } },
      examples: { train: 81, validation: 9, test: 30 },
      stepsPerEpoch: 6,
    });
    expect([...given[0]!.metrics].sort()).toEqual(
      Object.keys(reports.at(-1)!.moment.history).sort(),
    );
  });
});

describe('the predictions of a report', () => {
  it('are those of its evaluations, and agree with its accuracies', async () => {
    const { reports } = await run(never, {
      observers: [
        {
          name: 'compares',
          see: ({ kind, metrics, predictions }) => {
            expect(predictions === undefined).toBe(kind === 'step');
            if (!predictions) return;
            const found = predictions();
            const tested = metrics.names.includes('test/accuracy');
            expect(found.map(({ split }) => split)).toEqual([
              'validation',
              ...(tested ? ['test'] : []),
            ]);
            for (const one of found) {
              if (one.kind !== 'class') throw new Error(one.kind);
              const { split, role, positions, targets, peers } = one;
              expect(role).toBe(split);
              expect(positions.length).toBe(split === 'test' ? 30 : 9);
              for (const [id, { answer, probability }] of Object.entries(peers)) {
                const right = answer.filter((one, i) => one === targets[i]).length;
                expect(Math.fround(right / targets.length)).toBe(
                  metrics.values[metrics.names.indexOf(`${split}/accuracy/${id}`)],
                );
                for (const value of probability) expect(value).toBeGreaterThanOrEqual(1 / 3);
                for (const value of probability) expect(value).toBeLessThanOrEqual(1);
              }
            }
          },
        },
      ],
    });
    expect(reports.at(-1)!.predictions!()).toHaveLength(2);
    expect(() => reports[6]!.predictions!()).toThrow('after training went on');
  });

  it('of a stopped run are those of the epoch and of the test split after it', async () => {
    const splits: string[][] = [];
    await run((report) => (report === 7 ? 'stop' : undefined), {
      observers: [
        {
          name: 'stops',
          see: ({ kind, predictions }) => {
            if (predictions) splits.push(predictions().map(({ split }) => split));
            return kind === 'epoch' ? 'stop' : undefined;
          },
        },
      ],
    });
    expect(splits).toEqual([['validation'], ['validation', 'test']]);
  });
});

describe('observers are told apart by name', () => {
  const sees = (name: string): Observer => ({ name, see: () => {} });
  const saves = (name: string): Observer => ({ ...sees(name), save: () => '1', keep: () => {} });

  it.each([
    [[sees('a'), sees('b'), sees('a')], 'Two observers of this run are called "a"'],
    [[sees('a'), sees('')], 'The observer at position 1 has the name ""'],
    [[sees(undefined as never)], 'The observer at position 0 has the name undefined'],
  ])('%#: a name that is not its own is refused', async (observers, message) => {
    const refused = run(never, { observers });
    await expect(refused).rejects.toBeInstanceOf(InputError);
    await expect(run(never, { observers })).rejects.toThrow(message);
  });

  it('one of the checkpoint that is missing is refused, one that it lacks begins', async () => {
    const kept: Uint8Array[] = [];
    const keeps: Observer = { ...saves('old'), keep: (_, bytes) => void kept.push(bytes) };
    let asked = 0;
    await run(never, { observers: [keeps], interrupted: () => ++asked === 3 });
    const resume = kept[0]!;
    const begun: (number | undefined)[] = [];
    const begins = (name: string): Observer => ({
      ...sees(name),
      begin: ({ resumed }) => void begun.push(resumed?.step),
    });
    await expect(
      run(never, {
        observers: [begins('new'), sees('other')],
        resume,
        resumePath: 'x.safetensors',
      }),
    ).rejects.toThrow(
      'x.safetensors has the state of the observer "old", and the observers of this run are: new, other.',
    );
    expect(begun).toEqual([]);
    await run(never, { observers: [begins('new'), begins('old')], resume });
    expect(begun).toEqual([undefined, 3]);
  });
});
