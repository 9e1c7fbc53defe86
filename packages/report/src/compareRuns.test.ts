import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { charts } from './charts/charts.ts';
import { drawChart } from './charts/drawChart.ts';
import { type CompareRunsOptions, compareRuns, type RunValue } from './compareRuns.ts';
import { conclusion } from './conclusion/conclusion.ts';
import { page } from './page/page.ts';
import { tables } from './tables/tables.ts';

const runs = (values: Readonly<Record<string, readonly number[]>>): RunValue[] =>
  Object.entries(values).flatMap(([method, all]) =>
    all.map((value, i) => ({ method, seed: i + 1, value })),
  );
const cells = (report: ReturnType<typeof compareRuns>, id: string, method: string) => {
  const table = tables(report).find((one) => one.id === id)!;
  const row = table.rows.find(([name]) => name === method)!;
  return Object.fromEntries(table.head.map((name, i) => [name, row[i]!]));
};

const accuracies = runs({
  independent: [0.9, 0.91, 0.905, 0.9, 0.903, 0.907],
  ours: [0.92, 0.932, 0.929, 0.921, 0.93, 0.925],
});
/** Milliseconds, where lower is better. */
const latencies = runs({
  slow: [34.1, 35.2, 33.9, 34.6, 35, 34.3, 34.8],
  fast: [30.2, 31, 30.4, 30.1, 30.9, 30.3, 30.6],
  slower: [40.2, 41, 40.4, 40.1, 40.9, 40.3, 40.7],
});
const latency = { name: 'latency', unit: 'ms', better: 'lower' } as const;

describe('a report of your own numbers', () => {
  it('speaks of accuracies as shares, in percent and points', () => {
    const report = compareRuns(accuracies, { metric: 'accuracy' });
    expect(report).toMatchObject({
      title: 'Accuracy of independent and ours',
      baseline: 'independent',
      metric: { name: 'accuracy', unit: 'share', better: 'higher', digits: 2 },
    });
    expect(conclusion(report)[0]).toBe(
      'Over independent, with 6 seeds, ours gains 2.20 points (95 % interval +1.87 to +2.53). The study establishes that ours is better than independent.',
    );
    expect(conclusion(report).at(-1)).toBe(
      'ours has the highest mean accuracy, 92.62 % over 6 seeds.',
    );
    expect(cells(report, 'results', 'ours')['accuracy, %']).toBe('92.62 ± 0.50');
    expect(cells(report, 'differences', 'ours')['difference, points']).toBe('2.20');
  });

  it('calls numbers values, as they are, where nobody says what they are', () => {
    const report = compareRuns(accuracies);
    expect(report).toMatchObject({
      title: 'Value of independent and ours',
      metric: { name: 'value', unit: '', better: 'higher' },
    });
    expect(cells(report, 'results', 'ours')['value']).toBe('0.9262 ± 0.0050');
  });

  it('is of any metric, in its unit, and knows that lower is better', () => {
    const report = compareRuns(latencies, { metric: latency });
    expect(conclusion(report)).toEqual([
      'Against slow, with 7 seeds, fast is 4.06 ms lower (95 % interval -4.34 to -3.77) and slower is 5.96 ms higher (95 % interval +5.68 to +6.24). The study establishes that fast is better than slow and that slower is worse than slow.',
      expect.stringContaining('A difference is established where'),
      'fast has the lowest mean latency, 30.50 ms over 7 seeds.',
    ]);
    expect(cells(report, 'results', 'fast')['latency, ms']).toBe('30.50 ± 0.35');
    const differences = cells(report, 'differences', 'fast');
    expect(differences['difference, ms']).toBe('-4.06');
    expect(differences['superiority']).toBe('1.00');
    expect(cells(report, 'differences', 'slower')['superiority']).toBe('0.00');
    const text = tables(report)
      .flatMap(({ notes = [] }) => notes)
      .join(' ');
    expect(text).toContain('fast is better than slow: -4.06 ms over 7 seeds');
    expect(text).toContain('slower is worse than slow: +5.96 ms over 7 seeds');
    expect(JSON.stringify(tables(report))).not.toMatch(/accuracy|point/);
  });

  it('has the tables and charts that it has numbers for, and no section on a study', async () => {
    const report = compareRuns(latencies, { metric: latency, title: 'Latency <of> three' });
    expect(tables(report).map(({ id }) => id)).toEqual(['results', 'differences', 'seeds']);
    expect(tables(report)[0]!.head).not.toContain('best network, %');
    const drawn = charts(report);
    expect(drawn.map(({ id, title }) => [id, title])).toEqual([
      ['value', 'Latency by method'],
      ['difference', 'Paired difference to slow'],
    ]);
    expect(drawn[1]!.describes).toContain('in ms; ');
    expect(drawn[1]!.describes).toContain('Right of zero is worse.');
    for (const chart of drawn) expect(await drawChart(chart)).toMatch(/latency, ms|difference, ms/);
    const html = page(report, tables(report), []);
    expect(html).toContain('<h1>Latency &#60;of&#62; three</h1>');
    expect(html).toContain('Mean ± deviation over seeds.');
    expect(html).not.toMatch(/Configuration|Environment|#repeat|epoch|network/);
  });

  it('compares with a control too, and with another baseline', () => {
    const report = compareRuns(latencies, { metric: latency, baseline: 'slower', control: 'slow' });
    expect(report.families.map(({ role, to, pairs }) => [role, to, pairs.length])).toEqual([
      ['baseline', 'slower', 2],
      ['control', 'slow', 1],
    ]);
  });

  it('pairs the seeds that both have', () => {
    const third = [
      { method: 'third', seed: 6, value: 0.5 },
      { method: 'third', seed: 70, value: 0.6 },
    ];
    const report = compareRuns([...accuracies, ...third], { metric: 'accuracy' });
    expect(report.families[0]!.pairs.map(({ method, pairs }) => [method, pairs])).toEqual([
      ['ours', 6],
      ['third', 1],
    ]);
    expect(conclusion(report)[0]).toContain('third loses 40.70 points');
  });

  it.each([
    {
      about: 'a metric named accuracy',
      metric: 'test accuracy',
      cell: '92.00 ± 1.41',
      head: 'test accuracy, %',
    },
    { about: 'a plain number', metric: 'reward', cell: '0.9200 ± 0.0141', head: 'reward' },
    {
      about: 'another unit',
      metric: { name: 'IoU', unit: 'share' },
      cell: '92.00 ± 1.41',
      head: 'IoU, %',
    },
  ])('shows $about', ({ metric, cell, head }) => {
    const report = compareRuns(runs({ a: [0.9, 0.89], b: [0.91, 0.93] }), { metric });
    expect(cells(report, 'results', 'b')[head]).toBe(cell);
  });

  it('takes percentages as they are, with differences in points', () => {
    const report = compareRuns(runs({ a: [90, 89], b: [91, 93] }), {
      metric: { name: 'accuracy', unit: '%' },
    });
    expect(cells(report, 'results', 'b')['accuracy, %']).toBe('92.00 ± 1.41');
    expect(conclusion(report)[0]).toContain('b gains 2.50 points');
    expect(cells(report, 'differences', 'b')).toHaveProperty(['seeds to see 1 point']);
  });

  it.each([
    { values: [1e-7, 1.1e-7], other: [2e-7, 2.3e-7], cell: '2.15e-7 ± 2.12e-8' },
    { values: [1200, 1300], other: [2000, 2100], cell: '2050 ± 71' },
    { values: [0, 0], other: [0, 0], cell: '0 ± 0' },
  ])('shows numbers of any size: $cell', ({ values, other, cell }) => {
    const report = compareRuns(runs({ a: values, b: other }), { metric: 'loss' });
    expect(cells(report, 'results', 'b')['loss']).toBe(cell);
  });

  it('of any finite numbers says no NaN, and is the mirror of itself where lower is better', () => {
    const value = fc
      .double({ min: -1e6, max: 1e6, noNaN: true })
      // The squares of smaller differences underflow to 0.
      .map((some) => (Math.abs(some) < 1e-100 ? 0 : some));
    const pair = fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(pair, (pairs) => {
        const rows = runs({ a: pairs.map(([a]) => a), b: pairs.map(([, b]) => b) });
        const [higher, lower] = (['higher', 'lower'] as const).map((better) =>
          compareRuns(rows, { metric: { name: 'm', better } }),
        );
        const said = JSON.stringify([tables(higher!), conclusion(higher!), tables(lower!)]);
        expect(said).not.toMatch(/NaN|Infinity|undefined/);
        const [up, down] = [higher!.families[0]!.pairs[0]!, lower!.families[0]!.pairs[0]!];
        expect(up.superiority + down.superiority).toBeCloseTo(1, 12);
        expect({ ...up, superiority: 0 }).toEqual({ ...down, superiority: 0 });
      }),
      { numRuns: 60 },
    );
  });
});

describe('what cannot be right is refused in one sentence or two', () => {
  const two = runs({ a: [0.1, 0.2], b: [0.3, 0.4] });
  it.each<readonly [string, readonly unknown[], CompareRunsOptions, string]>([
    ['no runs', [], {}, 'There are no runs to compare.'],
    ['one method', two.slice(0, 2), {}, 'All runs are of the method "a"'],
    [
      'two values for a method and seed',
      [...two, { method: 'a', seed: 2, value: 0.5 }],
      {},
      'The method "a" has two values for the seed 2, 0.2 and 0.5',
    ],
    [
      'a value that is none',
      [...two, { method: 'c', seed: 1, value: Number.NaN }],
      {},
      'The value of run 5 is NaN, and a finite number was expected.',
    ],
    [
      'a value that is a text',
      [...two, { method: 'c', seed: 1, value: '0.5' }],
      {},
      'The value of run 5 is "0.5", and a finite number was expected.',
    ],
    [
      'a seed that is none',
      [...two, { method: 'c', seed: 1.5, value: 1 }],
      {},
      'The seed of run 5 is 1.5, and a whole number was expected.',
    ],
    [
      'no method',
      [...two, { seed: 1, value: 1 }],
      {},
      'The method of run 5 is undefined, and a name on one line was expected.',
    ],
    [
      'percentages as shares',
      [...two, { method: 'c', seed: 1, value: 91.3 }],
      { metric: 'accuracy' },
      'The accuracy of "c" with the seed 1 is 91.3, and a share from 0 to 1 was expected.',
    ],
    ['an unknown baseline', two, { baseline: 'aa' }, 'Did you mean "a"? The methods are: a, b.'],
    ['an unknown control', two, { control: 'zzzz' }, 'The control "zzzz" has no runs. The methods'],
    ['the baseline as control', two, { control: 'a' }, 'The control "a" is the baseline'],
    [
      'seeds that no two methods share',
      [
        { method: 'a', seed: 1, value: 0.1 },
        { method: 'b', seed: 2, value: 0.1 },
      ],
      {},
      'No seed of the baseline "a" (1) is one of another method (2)',
    ],
  ])('%s', (_, rows, options, message) => {
    const call = () => compareRuns(rows as readonly RunValue[], options);
    expect(call).toThrow(message);
    expect(call).toThrow(expect.objectContaining({ name: 'InputError' }));
  });
});
