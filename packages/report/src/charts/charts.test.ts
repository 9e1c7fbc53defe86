import { describe, expect, it } from 'vitest';
import { historyOf } from '../history/runHistory.ts';
import { lines, reportOn, run, study } from '../testing/study.ts';
import { charts } from './charts.ts';
import { drawChart } from './drawChart.ts';

const report = study(3, 4);
const named = Object.fromEntries(charts(report).map((chart) => [chart.id, chart]));

describe('the charts of a report', () => {
  it('are these', () => {
    expect(Object.keys(named)).toEqual([
      'accuracy',
      'difference',
      'curves',
      'teaching',
      'winners',
      'calibration',
      'ensemble',
      'cost',
    ]);
  });
  it('have a dot for every seed beside the interval', async () => {
    expect(named['accuracy']!.rows).toHaveLength(3 * 4);
    const dots = (svg: string) => svg.match(/aria-roledescription="point"/g)?.length;
    expect(dots(await drawChart(named['accuracy']!))).toBe(3 * 4);
    expect(dots(await drawChart(named['difference']!))).toBe(2 * 4);
  });
  it('have bands around the learning curves', () => {
    const rows = named['curves']!.rows as unknown as readonly {
      readonly mean: number;
      readonly low: number;
      readonly high: number;
    }[];
    expect(rows).toHaveLength(3 * 4);
    for (const { mean, low, high } of rows) {
      expect(low).toBeLessThan(mean);
      expect(high).toBeGreaterThan(mean);
    }
  });
  it('say who taught whom, and who won, in every epoch', () => {
    expect(named['teaching']!.rows[0]).toEqual({
      method: 'independent',
      edge: 'a->b',
      epoch: 1,
      weight: 0.3333,
    });
    expect(named['teaching']!.rows).toHaveLength(3 * 2 * 4);
    expect(named['winners']!.rows[0]).toEqual({
      method: 'independent',
      network: 'a',
      epoch: 1,
      share: 33.33,
    });
  });
  it('know edges of any loss', () => {
    const other = historyOf(
      lines(0.9).map((line) =>
        JSON.parse(JSON.stringify(line).replaceAll('weight/kl/', 'weight/hint/')),
      ),
    );
    const [row] = charts(reportOn(['mine'], [{ ...run('mine', 1, 0.9), history: other }])).find(
      ({ id }) => id === 'teaching',
    )!.rows;
    expect(row).toMatchObject({ edge: 'a->b', weight: 0.3333 });
  });
  it('set accuracy against time, passes and memory', () => {
    expect(named['cost']!.rows.filter(({ method }) => method === 'mutual')).toMatchObject([
      { measure: 'seconds a run', value: 15 },
      { measure: 'passes, forward and backward', value: 96 },
      { measure: 'memory, MB', value: 210 },
    ]);
  });
  it('are drawn, each with its words', async () => {
    for (const chart of Object.values(named)) {
      expect(chart.describes.length).toBeGreaterThan(40);
      const svg = await drawChart(chart);
      expect(svg).toMatch(/^<svg/);
      expect(svg).not.toMatch(/NaN|undefined/);
    }
  });
  it('are left out where there is nothing to draw', () => {
    expect(charts(reportOn(['mine'], []))).toEqual([]);
  });
});
