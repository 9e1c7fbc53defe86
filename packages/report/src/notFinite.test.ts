import { describe, expect, it } from 'vitest';
import { charts } from './charts/charts.ts';
import { drawChart } from './charts/drawChart.ts';
import { conclusion } from './conclusion/conclusion.ts';
import { jsonText, numberIn } from './history/metricLine.ts';
import { historyOf } from './history/runHistory.ts';
import type { RunRecord } from './runRecord.ts';
import { tables } from './tables/tables.ts';
import { lines, reportOn, run, runWith } from './testing/study.ts';

/** A run with other metrics after the last epoch; undefined removes a metric. */
function changedRun(method: string, seed: number, changes: Record<string, unknown>): RunRecord {
  const log = lines(0.8 + 0.01 * seed).map((line) =>
    line.kind === 'epoch' && line.epoch === 3
      ? Object.fromEntries(
          Object.entries({ ...line, ...changes }).filter(([, value]) => value !== undefined),
        )
      : line,
  );
  // This writes and reads the log as a run does.
  const read = log.map((line) => JSON.parse(jsonText(line, 0)));
  return { ...run(method, seed, 0.8), ...runWith(method, seed, historyOf(read)) };
}
const studyOf = (changes: Record<string, unknown>) =>
  reportOn(
    ['independent', 'mutual'],
    [1, 2, 3].flatMap((seed) => [
      run('independent', seed, 0.8 + 0.003 * seed),
      seed === 2 ? changedRun('mutual', seed, changes) : run('mutual', seed, 0.82 + 0.005 * seed),
    ]),
  );
const cellsOf = (report: ReturnType<typeof studyOf>, id: string) => {
  const table = tables(report).find((one) => one.id === id)!;
  const row = table.rows.find(([method]) => method === 'mutual')!;
  return Object.fromEntries(table.head.map((name, i) => [name, row[i]!]));
};
const NLL = ['test/nll/a', 'test/nll/b'];
const each = (names: readonly string[], value: unknown) =>
  Object.fromEntries(names.map((name) => [name, value]));

describe('a number that is not finite is said, and never 0', () => {
  it.each([
    { what: 'NaN', changes: each(NLL, Number.NaN), table: 'ensemble', column: 'NLL', cell: 'NaN' },
    {
      what: 'infinite',
      changes: each(NLL, Number.POSITIVE_INFINITY),
      table: 'ensemble',
      column: 'NLL',
      cell: 'Infinity',
    },
    {
      what: 'null, as older versions wrote NaN',
      changes: each(NLL, null),
      table: 'ensemble',
      column: 'NLL',
      cell: 'NaN',
    },
    {
      what: 'one network of two',
      changes: { 'test/ece/a': Number.NaN },
      table: 'ensemble',
      column: 'ECE',
      cell: 'NaN',
    },
    {
      what: 'the ensemble',
      changes: { 'test/accuracy/ensemble': Number.NaN },
      table: 'ensemble',
      column: 'ensemble, %',
      cell: 'NaN',
    },
    {
      what: 'disagreement',
      changes: { 'test/disagreement/a|b': Number.NaN },
      table: 'ensemble',
      column: 'agreement, %',
      cell: 'NaN',
    },
    {
      what: 'accuracy',
      changes: { 'test/accuracy/a': Number.NaN },
      table: 'results',
      column: 'test accuracy, %',
      cell: 'NaN',
    },
    {
      what: 'the best network',
      changes: { 'test/accuracy/a': Number.NaN },
      table: 'results',
      column: 'best network, %',
      cell: 'NaN',
    },
  ])('$what: $column', ({ changes, table, column, cell }) => {
    expect(cellsOf(studyOf(changes), table)[column]).toBe(cell);
  });

  it.each([
    { what: 'NLL', changes: each(NLL, undefined), table: 'ensemble', column: 'NLL' },
    {
      what: 'the ensemble',
      changes: { 'test/accuracy/ensemble': undefined },
      table: 'ensemble',
      column: 'ensemble, %',
    },
    {
      what: 'the ensemble minus the networks',
      changes: { 'test/accuracy/ensemble': undefined },
      table: 'ensemble',
      column: 'ensemble minus networks, points',
    },
    {
      what: 'accuracy',
      changes: each(['test/accuracy/a', 'test/accuracy/b'], undefined),
      table: 'results',
      column: 'test accuracy, %',
    },
    {
      what: 'calibration',
      changes: each(['test/ece/a', 'test/ece/b'], undefined),
      table: 'ensemble',
      column: 'ECE',
    },
  ])(
    '$what that is missing at a seed is the mean of the others, and that is said',
    ({ changes, table, column }) => {
      expect(cellsOf(studyOf(changes), table)[column]).toMatch(/^\d.*\(2 of 3 seeds\)$/);
    },
  );

  it('a value at each seed stays beside its seed where another lacks one', () => {
    const report = studyOf({ 'test/accuracy/ensemble': undefined });
    const { seeds, values, ensemble } = report.methods[1]!;
    expect(seeds).toEqual([1, 2, 3]);
    expect(ensemble[1]).toBe(undefined);
    expect(ensemble[2]! - values[2]!).toBeCloseTo(0.015, 6);
    // The ensemble is 1.5 points above the networks at both seeds that have one.
    expect(cellsOf(report, 'ensemble')['ensemble minus networks, points']).toBe(
      '1.50 (2 of 3 seeds)',
    );
  });

  it('the seed is left out of comparisons, and named', () => {
    const report = studyOf({ 'test/accuracy/a': Number.NaN });
    const [pair] = report.families[0]!.pairs;
    expect(pair).toMatchObject({ pairs: 2, notFinite: [2] });
    expect(conclusion(report).join(' ')).toContain(
      'missing or not a finite number: mutual with seed 2',
    );
    expect(tables(report).find(({ id }) => id === 'differences')!.notes![0]).toContain('seed 2');
  });

  it('a chart does not draw it, and says so; the table behind it has it', async () => {
    const report = studyOf({
      ...each(['test/accuracy/a', 'test/ece/a'], Number.NaN),
      'test/accuracy/ensemble': Number.NEGATIVE_INFINITY,
      'validation/accuracy/a': Number.NaN,
    });
    const drawn = charts(report);
    for (const id of ['accuracy', 'curves', 'calibration', 'ensemble', 'cost']) {
      const chart = drawn.find((one) => one.id === id)!;
      expect(chart.describes, id).toContain('not drawn');
      expect(JSON.stringify(chart.spec), id).not.toMatch(
        /"(mean|low|high|value|accuracy|ece)":null/,
      );
      expect(
        chart.rows.some((row) =>
          Object.values(row).some((value) => typeof value === 'number' && !Number.isFinite(value)),
        ),
        id,
      ).toBe(true);
      expect(await drawChart(chart), id).not.toMatch(/NaN|Infinity/);
    }
  });
});

describe('JSON of numbers', () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0.5, 1e300])(
    '%d is read as it was',
    (value) => {
      expect(numberIn((JSON.parse(jsonText({ value }, 1)) as { value: unknown }).value)).toBe(
        value,
      );
    },
  );
});
