import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { charts, historyReader, type MetricLine, type RunHistory, tables } from '@codistill/report';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lines, perturbed, reportOn, run, winner } from '../../../report/src/testing/study.ts';
import { epochLines, linesOf, metricLines } from './metricsLog.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'codistill-log-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function allOf<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}
async function historyIn(file: string): Promise<RunHistory> {
  const { add, history } = historyReader();
  for await (const line of metricLines(file)) add(line);
  return history();
}

describe('the lines of a log', () => {
  it.each([
    { about: 'whole lines', text: 'a\nbb\n\nccc\n', expected: ['a', 'bb', '', 'ccc'] },
    { about: 'a line that a kill cut short', text: 'a\nbb', expected: ['a'] },
    { about: 'nothing', text: '', expected: [] },
    { about: 'one that is cut short alone', text: 'abc', expected: [] },
    { about: 'letters of several bytes', text: 'é\n\u{1F600}\n', expected: ['é', '\u{1F600}'] },
    {
      about: 'lines longer than what is read at once',
      text: `${'x'.repeat(3_000_000)}\n${'é'.repeat(1_000_000)}\ny\n`,
      expected: ['x'.repeat(3_000_000), 'é'.repeat(1_000_000), 'y'],
    },
  ])('$about', async ({ text, expected }) => {
    const file = path.join(folder, 'lines');
    await writeFile(file, text);
    const found = await allOf(linesOf(file));
    expect(found.length).toBe(expected.length);
    expect(found.every((line, i) => line === expected[i])).toBe(true);
  });
  it('a log that is not there has none', async () => {
    expect(await allOf(linesOf(path.join(folder, 'missing')))).toEqual([]);
  });
});

describe('a long log', () => {
  it('of 130,000 steps in one epoch gives what its steps say', async () => {
    const steps = 130_000;
    const file = path.join(folder, 'long.jsonl');
    const out = createWriteStream(file);
    const [sample, last] = [lines(0.9)[0]!, lines(0.9, 1).at(-1)!];
    for (let step = 0; step < steps; step++) {
      const line: MetricLine = {
        ...sample,
        step,
        epoch: 0,
        perturbed: [{ network: perturbed(step), perturbation: '0:mixup' }],
        'score/a': winner(step) === 'a' ? 0.5 : 0.9,
        'score/b': winner(step) === 'b' ? 0.5 : 0.9,
      };
      if (!out.write(`${JSON.stringify(line)}\n`)) await once(out, 'drain');
    }
    out.end(`${JSON.stringify({ ...last, step: steps, epoch: 0 })}\n`);
    await once(out, 'close');
    expect((await stat(file)).size).toBeGreaterThan(15e6);
    expect(await epochLines(file)).toHaveLength(1);

    const history = await historyIn(file);
    expect(history.epochs).toBe(1);
    expect(history.competition).toMatchObject({
      steps,
      byPerturbation: { '0:mixup': { hits: steps } },
    });
    expect(history.competition!.bestShare[0]!['a']).toBeCloseTo(1 / 3, 4);
    expect(history.competition!.switchRate).toBeCloseTo(2 / 3, 4);
    const report = reportOn(
      ['independent', 'competitive'],
      [run('independent', 1, 0.8), { ...run('competitive', 1, 0.9), history, steps }],
    );
    const row = tables(report)
      .find(({ id }) => id === 'competition')!
      .rows.at(-1)!;
    expect(row[1]).toBe('130000');
    expect(charts(report).length).toBeGreaterThan(6);
  });
});

describe('a log of some steps', () => {
  const all = lines(0.9, 4, 600);
  const history = async (keep: (step: number) => boolean) => {
    const file = path.join(folder, 'some.jsonl');
    const kept = all.filter(({ kind, step }) => kind === 'epoch' || keep(step));
    await writeFile(file, kept.map((line) => `${JSON.stringify(line)}\n`).join(''));
    return historyIn(file);
  };
  it('says nearly what all say, from the pairs of steps that follow each other', async () => {
    const [whole, some] = [
      (await history(() => true)).competition!,
      (await history((step) => step % 7 < 2)).competition!,
    ];
    expect(some.steps).toBe(686);
    expect(some.switchRate).toBeCloseTo(whole.switchRate!, 1);
    expect(some.margin).toBeCloseTo(whole.margin, 6);
    expect(some.gainAfterWin).toBeCloseTo(whole.gainAfterWin!, 1);
  });
  it('says nothing of an epoch without a step, and of steps that stand alone no switch', async () => {
    const { competition, curves } = await history((step) => step < 1200 && step % 10 === 0);
    expect(competition!.bestShare.slice(2)).toEqual([]);
    expect(competition!.bestShare[0]).toMatchObject({ a: expect.any(Number) as number });
    expect(competition!.switchRate).toBe(undefined);
    expect(curves['test/accuracy/a']).toHaveLength(4);
    const late = (await history((step) => step >= 1200)).competition!;
    expect(late.bestShare[0]).toBe(undefined);
    const report = reportOn(
      ['competitive'],
      [{ ...run('competitive', 1, 0.9), history: await history((step) => step >= 1200) }],
    );
    const winners = charts(report).find(({ id }) => id === 'winners')!;
    expect(new Set(winners.rows.map(({ epoch }) => epoch))).toEqual(new Set([3, 4]));
  });
});
