import { describe, expect, it } from 'vitest';
import { conclusion } from './conclusion/conclusion.ts';
import type { MetricLine } from './history/metricLine.ts';
import { historyOf } from './history/runHistory.ts';
import type { RunRecord } from './runRecord.ts';
import { costOf } from './tables/costOf.ts';
import { tables } from './tables/tables.ts';
import { lines, perturbed, reportOn, run, runWith, study, winner } from './testing/study.ts';

const steps24 = Array.from({ length: 24 }, (_, step) => step);
const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe('what a run tells', () => {
  const { competition, teaching, curves, epochs } = historyOf(lines(0.9));
  it('who won, how often the best changed, by how much, and what the perturbed one did', () => {
    expect(competition!.steps).toBe(24);
    expect(epochs).toBe(4);
    expect(competition!.bestShare).toHaveLength(4);
    expect(competition!.bestShare[0]).toEqual({ a: 1 / 3, b: 2 / 3 });
    expect(competition!.switchRate).toBeCloseTo(15 / 23, 12);
    expect(competition!.margin).toBeCloseTo(0.4, 12);
    const wins = steps24.filter((step) => winner(step) === perturbed(step)).length;
    expect(competition!.byPerturbation['0:mixup']).toEqual({ hits: 24, wins });
    expect(competition!.perturbedWins).toBeCloseTo(wins / 24, 12);
  });
  it('what the group gained: the loss of the others after a perturbed network won, against after it lost', () => {
    const othersAfter = (won: boolean) =>
      mean(
        steps24
          .slice(0, -1)
          .filter((step) => (winner(step) === perturbed(step)) === won)
          .map((step) => (winner(step + 1) === perturbed(step) ? 0.9 : 0.5)),
      );
    expect(othersAfter(true)).not.toBeCloseTo(othersAfter(false), 2);
    expect(competition!.gainAfterWin).toBeCloseTo(othersAfter(false) - othersAfter(true), 12);
  });
  it('who taught whom, without the labels', () => {
    expect(Object.keys(teaching)).toEqual(['kl/a->b', 'kl/b->a']);
    expect(curves['test/accuracy/a']).toHaveLength(4);
  });
});

describe('a metric that was not measured after every epoch', () => {
  // The test split is evaluated after the second epoch and after the fourth, at whose end the run
  // was stopped.
  const accuracies = [0.5, 0.8, 0.9, 0.7];
  const epoch = (at: number, more: object = {}): MetricLine => ({
    kind: 'epoch',
    step: at + 1,
    epoch: at,
    'validation/accuracy/a': accuracies[at],
    ...more,
  });
  const tested = (at: number) => epoch(at, { 'test/accuracy/a': accuracies[at]! - 0.1 });
  const history = historyOf([
    epoch(0),
    tested(1),
    epoch(2),
    epoch(3),
    { ...tested(3), kind: 'end' },
  ]);

  it('stands at its epoch, and an epoch that has two lines counts once', () => {
    expect(history.curves).toEqual({
      'validation/accuracy/a': accuracies,
      'test/accuracy/a': [undefined, 0.8 - 0.1, undefined, 0.7 - 0.1],
    });
  });
});

describe('what the study says', () => {
  it('differences are paired by seed, and a failed run is left out and named', () => {
    const report = study(2, 3);
    const [pair] = report.families[0]!.pairs;
    expect(pair!.pairs).toBe(3);
    expect(pair!.difference).toBeGreaterThan(0.01);
    const [baseline, competitive] = report.methods;
    expect(pair!.differences).toEqual(
      [1, 2, 3].map((seed, i) => ({ seed, value: competitive!.values[i]! - baseline!.values[i]! })),
    );
    expect(competitive!.seeds).toEqual([1, 2, 3]);
    expect(conclusion(report).join(' ')).toContain(
      '1 run failed and is left out: competitive with seed 99',
    );
  });
  it('a run that is not done yet is counted, and only seeds that both have are paired', () => {
    const missing: RunRecord = {
      method: 'mutual',
      seed: 2,
      status: 'missing',
    };
    const report = reportOn(
      ['independent', 'mutual'],
      [run('independent', 1, 0.8), run('independent', 2, 0.8), run('mutual', 1, 0.9), missing],
    );
    expect(report.families[0]!.pairs[0]!.pairs).toBe(1);
    expect(conclusion(report).at(-1)).toBe('1 run is not done yet.');
    expect(conclusion(reportOn(['mutual'], [missing]))).toEqual([
      'No run has finished yet.',
      '1 run is not done yet.',
    ]);
  });
  it('shows the epoch that the validation split chose, and the last one', () => {
    const curves = {
      'test/accuracy/a': [0.9, 0.6, 0.7],
      'test/accuracy/b': [0.9, 0.4, 0.5],
    };
    const chosen = { 'test/accuracy/a': 0.6, 'test/accuracy/b': 0.4 };
    const [method] = reportOn(
      ['mutual'],
      [
        {
          ...runWith('mutual', 1, { epochs: 3, curves, teaching: {} }),
          selected: { epoch: 1, metrics: chosen },
        },
      ],
    ).methods;
    expect(method!.selected[0]).toBeCloseTo(0.5, 12);
    expect(method!.values[0]).toBeCloseTo(0.6, 12);
    expect(method!.best[0]).toBe(0.7);
  });
  it.each([
    { about: 'an epoch that was chosen', selected: 0.6 },
    { about: 'none', selected: undefined },
  ])('has a column for $about', ({ selected }) => {
    const { selected: _, ...run } = runWith('self', 1, {
      epochs: 3,
      curves: { 'test/accuracy/a': [0.9, 0.6, 0.7] },
      teaching: {},
    });
    const report = reportOn(
      ['self'],
      [
        {
          ...run,
          deployed: { a: 'a' },
          ...(selected !== undefined && {
            selected: { epoch: 1, metrics: { 'test/accuracy/a': selected } },
          }),
        },
      ],
    );
    expect(report.methods[0]!.selected).toEqual([selected]);
    expect(report.methods[0]!.values).toEqual([0.7]);
    const [results] = tables(report);
    expect(results!.head.includes('validation-selected, %')).toBe(selected !== undefined);
    expect(results!.rows[0]).toHaveLength(results!.head.length);
  });
  it('is of the validation split where a dataset has no test split', () => {
    const history = historyOf(lines(0.9, 4, 6, ['validation']));
    const report = reportOn(['mutual'], [runWith('mutual', 1, history)]);
    expect(report.split).toBe('validation');
    expect(report.methods[0]!.values[0]).toBeGreaterThan(0.8);
    expect(conclusion(report)[0]).toContain('highest mean validation accuracy');
  });
  it('the cost of a method includes what its teachers took', () => {
    const before = { forwardPasses: 40, backwardPasses: 20, seconds: 10 };
    const [independent, distill] = reportOn(
      ['independent', 'distill'],
      [run('independent', 1, 0.8), { ...run('distill', 1, 0.8), before }],
    ).methods;
    expect(costOf(independent!)).toEqual({
      steps: 24,
      forwardPasses: 48,
      backwardPasses: 48,
      seconds: 13.5,
      megabytes: 210,
    });
    expect(costOf(distill!)).toEqual({
      steps: 24,
      forwardPasses: 88,
      backwardPasses: 68,
      teacherPasses: 60,
      seconds: 23.5,
      megabytes: 210,
    });
  });
});
