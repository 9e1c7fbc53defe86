import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { InputError, type Observer, type Reason, type Report } from '@codistill/core';
import { folderFiles } from '@codistill/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkpoint, clock, earlyStop, jsonl, progress } from './index.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'codistill-observers-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
const text = (name: string) => readFile(path.join(folder, name), 'utf8');
const lines = async (name: string) =>
  (await text(name))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

/**
 * The reports of a run with two steps per epoch. Network a has the given accuracies and b has 0.5.
 */
function reports(accuracies: readonly number[]): Report[] {
  const steps = 2 * accuracies.length;
  const plan = { seed: 0, step: 0, learningRate: { strategy: 0.1 }, strategy: {}, follow: {} };
  return accuracies.flatMap((_, epoch) => {
    const seen = accuracies.slice(0, epoch);
    const history = (values: readonly number[]) =>
      values.length > 0
        ? {
            'train/loss': values.map((value) => 2 - value),
            'validation/accuracy/a': values,
            'validation/accuracy/b': values.map(() => 0.5),
          }
        : {};
    const moment = (step: number, values: readonly number[]) => ({
      step,
      epoch,
      stepsPerEpoch: 2,
      epochs: accuracies.length,
      progress: step / steps,
      history: history(values),
    });
    const step = (at: number): Report => ({
      kind: 'step',
      moment: moment(at, seen),
      plan,
      perturbed: at % 2 ? [] : [{ network: 'a', perturbation: '0:mixup' }],
      metrics: { names: ['loss'], values: Float32Array.of(1.5) },
    });
    const end: Report = {
      ...step(2 * epoch + 2),
      kind: 'epoch',
      moment: moment(2 * epoch + 2, accuracies.slice(0, epoch + 1)),
      perturbed: [],
      metrics: {
        names: ['train/loss', 'validation/accuracy/a'],
        values: Float32Array.of(1.25, accuracies[epoch]!),
      },
    };
    return [step(2 * epoch), step(2 * epoch + 1), end];
  });
}
const stateOf = ({ kind, moment }: Report) =>
  new TextEncoder().encode(
    kind === 'step' ? `state ${moment.step + 1}` : `state ${moment.step} closed`,
  );
const begin = async (observer: Observer, saved?: string) =>
  observer.begin?.({
    experiment: { seed: 1 } as never,
    fitted: { outputs: 2, facts: {} },
    main: { name: 'accuracy', words: 'accuracy', unit: '%', higherIsBetter: true, counted: true },
    facts: { channels: 1, size: 'varies', mean: [0.5], std: [0.5] },
    examples: { train: 4 },
    stepsPerEpoch: 2,
    metrics: [],
    ...(saved !== undefined && { resumed: { step: 0, saved } }),
  });
/** Shows reports to an observer that has begun, in the order of `train`, and returns its wishes. */
const show = async (observer: Observer, some: readonly Report[]) => {
  const said = [];
  for (const report of some) {
    const wish = await observer.see(report);
    said.push(wish);
    const why = new Set<Reason>(wish ? [wish] : []);
    if (report.kind !== 'step' && report.moment.progress === 1) why.add('ended');
    if (!why.has('checkpoint') && !why.has('ended')) continue;
    await observer.save?.();
    await observer.keep?.(report, stateOf(report), why);
    await observer.kept?.(report);
  }
  return said;
};
/** The same, of a run from its begin. */
const watch = async (observer: Observer, some: readonly Report[], saved?: string) => {
  await begin(observer, saved);
  return show(observer, some);
};

describe('progress', () => {
  it('says a line an epoch, with the time left', async () => {
    const said: string[] = [];
    await watch(progress({ write: (line) => said.push(line) }), reports([0.5, 0.75]));
    expect(said).toHaveLength(2);
    expect(said[0]).toMatch(/^epoch 1\/2, loss 1\.250, validation accuracy a 50\.0 %, 0:0\d left$/);
  });
  it('says a line a step where asked to', async () => {
    const said: string[] = [];
    await watch(
      progress({ write: (line) => said.push(line), everySeconds: 0 }),
      reports([0.5, 0.75]),
    );
    expect(said.map((line) => line.replace(/, \d:\d\d left$/, ''))).toEqual([
      'epoch 1, step 1/2, loss 1.500',
      'epoch 1/2, step 2/2, loss 1.500',
      'epoch 1/2, loss 1.250, validation accuracy a 50.0 %',
      'epoch 2/2, step 1/2, loss 1.500',
      'epoch 2/2, step 2/2, loss 1.500',
      'epoch 2/2, loss 1.250, validation accuracy a 75.0 %',
    ]);
  });
  it('writes times as clocks do', () => {
    expect([0, 3, 75, 3599.6, 3675].map(clock)).toEqual([
      '0:00',
      '0:03',
      '1:15',
      '1:00:00',
      '1:01:15',
    ]);
  });
});

describe('jsonl', () => {
  const all = reports([0.5, 0.75]);
  it('writes every report as a line, and none of the time', async () => {
    await watch(jsonl({ files: folderFiles(folder) }), all);
    const found = await lines('metrics.jsonl');
    expect(found.map(({ kind }) => kind)).toEqual([
      'step',
      'step',
      'epoch',
      'step',
      'step',
      'epoch',
    ]);
    expect(found[0]).toEqual({
      kind: 'step',
      step: 0,
      epoch: 0,
      perturbed: [{ network: 'a', perturbation: '0:mixup' }],
      loss: 1.5,
    });
    expect(found[2]).toEqual({
      kind: 'epoch',
      step: 2,
      epoch: 0,
      'train/loss': 1.25,
      'validation/accuracy/a': 0.5,
    });
    expect(await readdir(folder)).toEqual(['metrics.jsonl']);
  });
  it('writes the epochs alone, and their times into a file of their own, where asked to', async () => {
    await watch(
      jsonl({
        files: folderFiles(folder),
        steps: false,
        path: 'run/log.jsonl',
        timing: 'run/timing.jsonl',
      }),
      all,
    );
    expect((await lines('run/log.jsonl')).map(({ kind }) => kind)).toEqual(['epoch', 'epoch']);
    const times = await lines('run/timing.jsonl');
    expect(times.map(({ epoch, steps }) => [epoch, steps])).toEqual([
      [0, 2],
      [1, 2],
    ]);
    for (const { seconds } of times) expect(seconds).toBeGreaterThanOrEqual(0);
  });
  it('says how many bytes it wrote', async () => {
    const observer = jsonl({ files: folderFiles(folder), flush: 4 });
    await begin(observer);
    expect(await observer.save!()).toBe('0');
    await show(observer, all.slice(0, 3));
    const saved = Number(await observer.save!());
    expect(saved).toBe((await text('metrics.jsonl')).length);
    await watch(jsonl({ files: folderFiles(folder) }), [], String(saved));
    await writeFile(path.join(folder, 'metrics.jsonl'), 'short\n');
    await expect(begin(jsonl({ files: folderFiles(folder) }), String(saved))).rejects.toThrow(
      `metrics.jsonl has 6 bytes, and the checkpoint that is resumed says ${saved}`,
    );
    await expect(begin(jsonl({}), 'x')).rejects.toThrow('a number of bytes was expected');
  });
  it('goes on from what version 0.1.0 saved, with the lines that it held back', async () => {
    const files = folderFiles(folder);
    const whole = jsonl({ files });
    await watch(whole, all);
    const text5 = await text('metrics.jsonl');
    const written = text5.split('\n').slice(0, 2).join('\n').length + 1;
    const held = text5.split('\n').slice(2, 4).join('\n');
    const next = jsonl({ files, flush: 3 });
    await watch(next, all.slice(4), `${written}\n${held}\n`);
    await next.close!('ended');
    expect(await text('metrics.jsonl')).toBe(text5);
  });
  it('writes into the folder that the run gives it, and nothing when it is superseded', async () => {
    const observer = jsonl({ flush: 4 });
    await observer.begin!({ files: folderFiles(folder) } as never);
    await show(observer, all.slice(0, 5));
    expect(await lines('metrics.jsonl')).toHaveLength(4);
    await observer.close!('superseded');
    expect(await lines('metrics.jsonl')).toHaveLength(4);
  });
  it('times checkpoints, and epochs without one', async () => {
    const observer = jsonl({ files: folderFiles(folder), timing: 'timing.jsonl' });
    await writeFile(path.join(folder, 'timing.jsonl'), 'of an older run\n');
    await begin(observer);
    const five = reports([0.5, 0.6, 0.7]);
    await show(observer, five.slice(0, 1));
    await observer.kept!(five[0]!);
    await show(observer, five.slice(1, 3));
    await observer.kept!(five[2]!);
    await show(observer, five.slice(3, 6));
    await show(observer, five.slice(6, 8));
    await observer.close!('failed');
    const found = await lines('timing.jsonl');
    expect(found.map(({ epoch, steps }) => [epoch, steps])).toEqual([
      [0, 1],
      [0, 1],
      [1, 2],
    ]);
    for (const { megabytes } of found) expect(megabytes).toBeGreaterThan(10);
    await begin(jsonl({ files: folderFiles(folder), timing: 'timing.jsonl' }), '0');
    expect(await lines('timing.jsonl')).toHaveLength(3);
  });
  it.each([1, 2, 4, 100])(
    'cut off at any report and gone on with, it leaves the file of one that was not (flush %i)',
    async (flush) => {
      const whole = jsonl({ files: folderFiles(path.join(folder, 'whole')), flush });
      await watch(whole, all);
      await whole.close!('ended');
      for (let saveAt = 0; saveAt <= all.length; saveAt++) {
        const files = folderFiles(path.join(folder, `cut${saveAt}`));
        const first = jsonl({ files, flush });
        await watch(first, all.slice(0, saveAt));
        const saved = await first.save!();
        // It saw more reports and was killed. The lines that it held back are lost, and the lines
        // that it wrote would be duplicated without the cut.
        await show(first, all.slice(saveAt, saveAt + 3));
        const second = jsonl({ files, flush });
        await begin(second, saved);
        expect(await second.save!()).toBe(saved);
        await show(second, all.slice(saveAt));
        await second.close!('ended');
        if (saveAt < all.length)
          expect(await text(`cut${saveAt}/metrics.jsonl`)).toBe(await text('whole/metrics.jsonl'));
      }
    },
  );
  it('writes a number that is not finite as a word, for JSON has none', async () => {
    const [step] = all;
    const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 2];
    const metrics = { names: ['a', 'b', 'c', 'd', 'e'], values: Float32Array.from(values) };
    await watch(jsonl({ files: folderFiles(folder) }), [{ ...step!, metrics }]);
    expect((await lines('metrics.jsonl'))[0]).toMatchObject({
      a: 'NaN',
      b: 'Infinity',
      c: '-Infinity',
      d: 0,
      e: 2,
    });
  });
  it('writes some of the steps of a long run, the same after a resumption, and every epoch', async () => {
    const long = reports(Array.from({ length: 40 }, (_, epoch) => epoch / 100));
    const log = (name: string) =>
      jsonl({ files: folderFiles(path.join(folder, name)), stepLines: 10 });
    const whole = log('whole');
    await watch(whole, long);
    await whole.close!('ended');
    const kinds = (await lines('whole/metrics.jsonl')).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'epoch')).toHaveLength(40);
    expect(kinds.filter((kind) => kind === 'step')).toHaveLength(10);
    for (const saveAt of [1, 2, 30, 31, 59, 118]) {
      const first = log(`cut${saveAt}`);
      await watch(first, long.slice(0, saveAt));
      const saved = await first.save!();
      await show(first, long.slice(saveAt, saveAt + 40));
      const second = log(`cut${saveAt}`);
      await watch(second, long.slice(saveAt), saved);
      await second.close!('ended');
      expect(await text(`cut${saveAt}/metrics.jsonl`)).toBe(await text('whole/metrics.jsonl'));
    }
  });
  it('begun anew, it takes the place of what an older run left', async () => {
    await writeFile(path.join(folder, 'metrics.jsonl'), 'older\n');
    await watch(jsonl({ files: folderFiles(folder) }), all);
    expect(await lines('metrics.jsonl')).toHaveLength(6);
  });
});

describe('checkpoint', () => {
  const run = async (accuracies: number[], options: object) =>
    watch(checkpoint({ files: folderFiles(folder), ...options }), reports(accuracies));
  it('keeps the last state and the best', async () => {
    await run([0.5, 0.9, 0.7], {});
    expect(await text('checkpoint.safetensors')).toBe('state 6 closed');
    expect(await text('best.safetensors')).toBe('state 4 closed');
  });
  it('writes after some epochs, and after the last', async () => {
    const files = folderFiles(folder);
    const observer = checkpoint({ files, everyEpochs: 2, best: false });
    const found: (string | undefined)[] = [];
    await begin(observer);
    for (const report of reports([0.5, 0.9, 0.7])) {
      await show(observer, [report]);
      if (report.kind === 'epoch')
        found.push(await text('checkpoint.safetensors').catch(() => undefined));
    }
    expect(found).toEqual([undefined, 'state 4 closed', 'state 6 closed']);
    expect(await readdir(folder)).toEqual(['checkpoint.safetensors']);
  });
  it('writes within an epoch when time has passed', async () => {
    await watch(
      checkpoint({ files: folderFiles(folder), everySeconds: 0, path: 'last' }),
      reports([0.5, 0.9]).slice(0, 4),
    );
    expect(await text('last')).toBe('state 3');
  });
  it('takes one metric or the mean of several, the highest or the lowest', async () => {
    await run([0.5, 0.9, 0.7], { best: 'train/loss', mode: 'max', bestPath: 'worst' });
    expect(await text('worst')).toBe('state 2 closed');
    await run([0.5, 0.9, 0.7], { best: 'validation/accuracy/a', mode: 'min', bestPath: 'lowest' });
    expect(await text('lowest')).toBe('state 2 closed');
    await run([0.5, 0.9, 0.7], { best: 'validation/accuracy/b', bestPath: 'first' });
    expect(await text('first')).toBe('state 2 closed');
    await expect(run([0.5], { best: 'validation/accuracy/c' })).rejects.toThrow(
      'Did you mean "validation/accuracy/a"?',
    );
  });
  it('knows the best of before when it goes on', async () => {
    const files = folderFiles(folder);
    const first = checkpoint({ files });
    await watch(first, reports([0.5, 0.9]));
    const second = checkpoint({ files });
    await watch(second, reports([0.5, 0.9, 0.8]).slice(6), await first.save!());
    expect(await text('best.safetensors')).toBe('state 4 closed');
    expect(await text('checkpoint.safetensors')).toBe('state 6 closed');
    await expect(begin(checkpoint({}), 'best')).rejects.toThrow('a number was expected');
  });
  it('saves what is best along with the best state itself', async () => {
    const observer: Observer = checkpoint({ files: folderFiles(folder) });
    await watch(observer, reports([0.7]).slice(0, 2));
    expect(await observer.save!()).toBe('-Infinity');
    expect(await observer.see(reports([0.7])[2]!)).toBe('checkpoint');
    expect(await observer.save!()).toBe('0.6');
  });
  it('writes what others wished for only where the run is interrupted or ends', async () => {
    const files = folderFiles(folder);
    const observer = checkpoint({ files, everyEpochs: 9, best: false });
    const all = reports([0.5, 0.6]);
    await begin(observer);
    const found: (string | undefined)[] = [];
    const reasons: Reason[] = ['checkpoint', 'stop', 'interrupted', 'ended'];
    for (const [i, reason] of reasons.entries()) {
      expect(await observer.see(all[i]!)).toBe(undefined);
      await observer.keep!(all[i]!, stateOf(all[i]!), new Set([reason]));
      found.push(await text('checkpoint.safetensors').catch(() => undefined));
    }
    expect(found).toEqual([undefined, undefined, 'state 2 closed', 'state 3']);
  });
});

describe('early-stop', () => {
  const verdicts = async (accuracies: number[], options = {}) =>
    (await watch(earlyStop({ patience: 1, ...options }), reports(accuracies))).filter(
      (_, i) => i % 3 === 2,
    );
  it('ends a run that no longer improves', async () => {
    expect(await verdicts([0.5, 0.6, 0.6, 0.5, 0.4])).toEqual([
      undefined,
      undefined,
      undefined,
      'stop',
      'stop',
    ]);
    expect(await verdicts([0.5, 0.6, 0.5, 0.7, 0.8])).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(await verdicts([0.5, 0.6, 0.7], { mode: 'min' })).toEqual([
      undefined,
      undefined,
      'stop',
    ]);
    expect(
      await verdicts([0.5, 0.6, 0.7], { metric: 'validation/accuracy/b', patience: 0 }),
    ).toEqual([undefined, 'stop', 'stop']);
    expect(await verdicts([0.5, 0.6, 0.5], { metric: 'validation/accuracy', patience: 0 })).toEqual(
      [undefined, undefined, 'stop'],
    );
  });
  it('says which metrics there are', async () => {
    await expect(verdicts([0.5], { metric: 'accuracy' })).rejects.toBeInstanceOf(InputError);
    await expect(verdicts([0.5], { metric: 'accuracy' })).rejects.toThrow(
      'train/loss, validation/accuracy/a, validation/accuracy/b',
    );
  });
});
