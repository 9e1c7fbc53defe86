import { describe, expect, it } from 'vitest';
import { study } from '../testing/study.ts';
import { toCsv, toLatex, toMarkdown } from './table.ts';
import { tables } from './tables.ts';

const report = study(3, 3);
const named = Object.fromEntries(tables(report).map((table) => [table.id, table]));
/** The row of a method, by column heading. */
const rowOf = (table: string, method: string) =>
  Object.fromEntries(
    named[table]!.rows.find((row) => row[0] === method)!.map((cell, i) => [
      named[table]!.head[i]!,
      cell,
    ]),
  );

describe('the tables of a report', () => {
  it('are these', () => {
    expect(Object.keys(named)).toEqual([
      'results',
      'differences',
      'seeds',
      'competition',
      'perturbations',
      'ensemble',
      'cost',
    ]);
    for (const { head, rows } of Object.values(named))
      for (const row of rows) expect(row).toHaveLength(head.length);
  });
  it('give mean, deviation and both intervals, of the last epoch and of the one that validation chose', () => {
    const row = rowOf('results', 'mutual');
    const { mean, deviation, t, bootstrap } = report.methods[2]!.summary!;
    const percent = (value: number) => (100 * value).toFixed(2);
    expect(row['test accuracy, %']).toBe(`${percent(mean)} ± ${percent(deviation!)}`);
    expect(row['95 % interval, t']).toBe(`${percent(t!.low)} to ${percent(t!.high)}`);
    expect(row['95 % interval, bootstrap']).toBe(
      `${percent(bootstrap!.low)} to ${percent(bootstrap!.high)}`,
    );
    expect(row['validation-selected, %']).toBe(percent(mean));
  });
  it('compare with the baseline by two tests, corrected, with superiority and effect', () => {
    const row = rowOf('differences', 'competitive');
    for (const column of [
      'difference, points',
      '95 % interval',
      'p (t test)',
      'p (permutation)',
      'smallest p possible',
      'p (Holm)',
      'superiority',
      'effect size',
    ])
      expect(row[column], column).toMatch(/\d/);
    expect(row['p (permutation)']).toBe('0.250');
    expect(row['p (Holm)']).toBe('0.500');
  });
  it('say how many seeds a smaller difference would take: not fewer', () => {
    const counts = named['seeds']!.rows[0]!.slice(2).map((text) => Number.parseInt(text, 10));
    expect(counts).toHaveLength(4);
    expect(counts).toEqual([...counts].sort((a, b) => b - a));
  });
  it('tell of the competition, and of every perturbation', () => {
    expect(rowOf('competition', 'competitive')).toMatchObject({
      'switches of the best network, % of steps': '65.2',
      'margin, best to second': '0.4000',
    });
    const { hits, wins, 'won, % of hits': share } = rowOf('perturbations', 'competitive');
    expect(Number(hits)).toBe(3 * 24);
    expect(Number(share)).toBeCloseTo((100 * Number(wins)) / Number(hits), 1);
  });
  it('tell of calibration, agreement and ensemble', () => {
    expect(rowOf('ensemble', 'competitive')).toMatchObject({
      ECE: '0.050',
      'agreement, %': '90.00',
      'ensemble minus networks, points': '1.50',
    });
  });
  it('tell what it cost', () => {
    expect(rowOf('cost', 'independent')).toMatchObject({
      steps: '24',
      'forward passes': '48',
      seconds: '14.5',
      'memory, MB': '210',
    });
  });
});

describe('a table', () => {
  const results = named['results']!;
  it('is Markdown, CSV or LaTeX', () => {
    expect(toMarkdown(results)).toContain('| method | seeds |');
    expect(toCsv(results).split('\n')[1]).toMatch(/^independent,3,/);
    expect(toLatex(results)).toContain('\\%');
    expect(toCsv({ head: ['a,b'], rows: [['say "x"']] })).toBe('"a,b"\n"say ""x"""\n');
    expect(toMarkdown({ id: '', title: 'T', head: ['a'], rows: [['b|c']] })).toBe(
      '## T\n\n| a |\n| --- |\n| b\\|c |\n',
    );
  });
});
