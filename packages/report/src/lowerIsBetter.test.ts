import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { charts } from './charts/charts.ts';
import { conclusion } from './conclusion/conclusion.ts';
import { historyOf } from './history/runHistory.ts';
import type { Report } from './report.ts';
import { reportJson } from './reportJson.ts';
import type { RunRecord } from './runRecord.ts';
import { tables } from './tables/tables.ts';
import { reportOn, runWith } from './testing/study.ts';
import { writeReport } from './writeReport.ts';

// A study of a regression task: its main metric is the root mean square error in degrees.

const rmse = {
  name: 'rmse',
  words: 'root mean square error',
  unit: 'degrees',
  higherIsBetter: false,
  counted: false,
} as const;

/** A run of two networks whose errors fall to `end` and `end` + 1. */
function run(method: string, seed: number, end: number): RunRecord {
  const lines = [2, 1].map((factor, epoch) => ({
    kind: 'epoch' as const,
    step: 6 * (epoch + 1),
    epoch,
    ...Object.fromEntries(
      ['validation', 'test'].flatMap((split) => [
        [`${split}/rmse/a`, factor * end],
        [`${split}/rmse/b`, factor * end + 1],
        [`${split}/rmse/ensemble`, factor * end - 1],
        [`${split}/disagreement/a|b`, 2.5],
      ]),
    ),
  }));
  return { ...runWith(method, seed, historyOf(lines)), metric: rmse, steps: 12 };
}

const seeds = [1, 2, 3, 4, 5, 6, 7];
const report: Report = reportOn(
  ['independent', 'mutual', 'self'],
  seeds.flatMap((seed) => [
    run('independent', seed, 20 + 0.3 * Math.sin(seed)),
    run('mutual', seed, 18 + 0.3 * Math.cos(seed)),
    run('self', seed, 22 + 0.3 * Math.cos(3 * seed)),
  ]),
);

describe('a study whose main metric is better if it is lower', () => {
  it('names it with its unit', () => {
    expect(report.metric).toMatchObject({
      name: 'test root mean square error',
      unit: 'degrees',
      better: 'lower',
    });
    // The deviation over seeds is some tenths, which two decimals show.
    expect(report.metric.digits).toBe(2);
  });
  it('concludes in its direction', () => {
    const text = conclusion(report).join(' ');
    expect(text).toMatch(/Against independent, with 7 seeds, mutual is [\d.]+ degrees lower/);
    expect(text).toContain('that mutual is better than independent');
    expect(text).toContain('that self is worse than independent');
    expect(text).toMatch(
      /mutual has the lowest mean test root mean square error, 1\d\.\d\d degrees/,
    );
    expect(report.families[0]!.pairs.map(({ superiority }) => superiority)).toEqual([1, 0]);
  });
  it('takes the network with the lowest error as the best one', () => {
    const { best, networks, values } = report.methods[1]!;
    expect(best).toEqual(networks['a']);
    expect(values[0]).toBeCloseTo((networks['a']![0]! + networks['b']![0]!) / 2, 9);
  });
  it('has tables in its unit, without calibration', () => {
    const byId = Object.fromEntries(tables(report).map((table) => [table.id, table]));
    expect(byId['results']!.head).toEqual([
      'method',
      'seeds',
      'test root mean square error, degrees',
      '95 % interval, t',
      '95 % interval, bootstrap',
      'validation-selected, degrees',
      'best network, degrees',
    ]);
    expect(byId['ensemble']!.head).toEqual([
      'method',
      'disagreement, degrees',
      'ensemble, degrees',
      'ensemble minus networks, degrees',
    ]);
    expect(byId['ensemble']!.rows[0]!.slice(1)).toEqual(['2.50', expect.any(String), '-1.50']);
  });
  it('has charts of it, in its unit and direction', () => {
    const byId = Object.fromEntries(charts(report).map((chart) => [chart.id, chart]));
    expect(Object.keys(byId)).toEqual(['value', 'difference', 'curves', 'ensemble']);
    expect(byId['curves']!.title).toBe('Validation root mean square error over time');
    expect(byId['difference']!.describes).toContain('Right of zero is worse.');
    expect(byId['value']!.rows[0]!['value']).toBeCloseTo(report.methods[0]!.values[0]!, 4);
  });
});

describe('its files', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'codistill-report-'));
  beforeAll(() => writeReport(report, folder));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('name the metric, and say nothing of an accuracy', () => {
    const text = (name: string) => readFileSync(path.join(folder, name), 'utf8');
    const json = reportJson(report);
    expect(json.metric).toEqual(rmse);
    expect(json.methods[1]!.value!.mean).toBeCloseTo(report.methods[1]!.summary!.mean, 9);
    expect(JSON.stringify(json)).not.toMatch(/accurac/i);
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /\.(html|json|md|csv)$/.test(file),
    ))
      expect(text(name), name).not.toMatch(/accurac/i);
  });
});
