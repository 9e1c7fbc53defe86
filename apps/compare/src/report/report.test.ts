import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { charts } from './charts.ts';
import { conclusion, verdict } from './conclusion.ts';
import { type ReportRun, type StudyReport, studyReport } from './model.ts';
import { type MetricLine, runFacts } from './runFacts.ts';
import { tables, toCsv, toLatex, toMarkdown } from './tables.ts';
import { writeReport } from './writeReport.ts';

/** The lines of a run of two networks whose accuracies rise to `end`, as the jsonl observer writes them. */
function lines(end: number, epochs = 4, stepsPerEpoch = 6): MetricLine[] {
  return Array.from({ length: epochs }, (_, epoch) => {
    const at = end * (1 - 0.5 ** (epoch + 2));
    const steps = Array.from({ length: stepsPerEpoch }, (_step, i): MetricLine => {
      const step = epoch * stepsPerEpoch + i;
      const winner = step % 3 === 0 ? 'a' : 'b';
      return {
        kind: 'step',
        step,
        epoch,
        perturbed: [{ network: step % 2 ? 'a' : 'b', perturbation: '0:mixup' }],
        loss: 2 - at,
        'score/a': winner === 'a' ? 0.5 : 0.9,
        'score/b': winner === 'b' ? 0.5 : 0.9,
      };
    });
    const measures = (split: string) =>
      Object.fromEntries(
        ['a', 'b', 'ensemble'].flatMap((id, i) => [
          [`${split}/accuracy/${id}`, at + 0.01 * i],
          [`${split}/nll/${id}`, 1 - at],
          [`${split}/ece/${id}`, 0.05],
        ]),
      );
    const last: MetricLine = {
      kind: 'epoch',
      step: (epoch + 1) * stepsPerEpoch,
      epoch,
      'train/loss': 1 - at,
      'train/weight/kl/a->b': 1 / 3,
      'train/weight/kl/b->a': 2 / 3,
      'train/weight/ce/labels->a': 1,
      ...measures('validation'),
      ...measures('test'),
      'test/disagreement/a|b': 0.1,
    };
    return [...steps, last];
  }).flat();
}
const run = (method: string, seed: number, end: number): ReportRun => ({
  method,
  seed,
  status: 'finished',
  facts: runFacts(lines(end)),
  deployed: { a: 'a', b: 'b' },
  seconds: 12.5 + seed,
  megabytes: 210,
  forwardPasses: 48,
  backwardPasses: 48,
});
function study(methods: number, seeds: number): StudyReport {
  const ids = ['independent', 'competitive', 'mutual', 'self', 'kdcl'].slice(0, methods);
  const runs = ids.flatMap((id, m) => Array.from({ length: seeds }, (_, seed) => run(id, seed + 1, 0.8 + 0.02 * m + 0.003 * Math.sin(7 * seed + m))));
  const failed: ReportRun = {
    method: ids[1]!,
    seed: 99,
    status: 'failed',
    message: 'At step 3 the loss is not a finite number <b>',
    deployed: {},
    forwardPasses: 0,
    backwardPasses: 0,
  };
  return studyReport(
    {
      title: 'A study',
      methods: ids.map((id) => ({ id, about: `The method ${id}.`, differs: id === 'independent' ? [] : [`strategy: "${id}"`] })),
      base: { dataset: 'digits' },
      environment: { node: '20' },
      command: 'codistill compare',
    },
    [...runs, failed],
  );
}

describe('what a run tells', () => {
  const { competition, teaching, curves, steps } = runFacts(lines(0.9));
  it('who won, how often the best changed, by how much, and what the perturbed one did', () => {
    expect(steps).toBe(24);
    expect(competition!.bestShare).toHaveLength(4);
    expect(competition!.bestShare[0]).toEqual({ a: 1 / 3, b: 2 / 3 });
    expect(competition!.switchRate).toBeCloseTo(15 / 23, 12);
    expect(competition!.margin).toBeCloseTo(0.4, 12);
    // The perturbed one is b in even steps, a in odd ones; a wins in the steps that divide by 3.
    const wins = Array.from({ length: 24 }, (_, step) => (step % 3 === 0 ? 'a' : 'b') === (step % 2 ? 'a' : 'b')).filter(Boolean).length;
    expect(competition!.byPerturbation['0:mixup']).toEqual({ hits: 24, wins });
    expect(competition!.perturbedWins).toBeCloseTo(wins / 24, 12);
    expect(competition!.gainAfterWin).toBeCloseTo(0, 12);
  });
  it('who taught whom, without the labels', () => {
    expect(Object.keys(teaching)).toEqual(['kl/a->b', 'kl/b->a']);
    expect(curves['test/accuracy/a']).toHaveLength(4);
  });
});

describe('what the study says', () => {
  it('differences are paired by seed, and a failed run is left out and named', () => {
    const report = study(2, 3);
    const [pair] = report.pairs;
    expect(pair!.pairs).toBe(3);
    expect(pair!.difference).toBeGreaterThan(0.01);
    expect(report.methods[1]!.seeds).toEqual([1, 2, 3]);
    expect(conclusion(report).join(' ')).toContain('1 run failed and is left out: competitive with seed 99');
  });
  it('says that two cannot be told apart when that is so, and how sure three seeds can be', () => {
    const pair = {
      method: 'x',
      to: 'independent',
      pairs: 3,
      difference: 0.001,
      interval: { low: -0.01, high: 0.012 },
      permutation: 0.5,
      superiority: 0.66,
      corrected: 0.5,
    };
    expect(verdict(pair)).toContain('cannot be told apart with 3 seeds');
    expect(verdict({ ...pair, interval: { low: 0.0005, high: 0.0015 } })).toContain('cannot give less than 0.25');
    expect(verdict({ ...pair, difference: -0.02, interval: { low: -0.03, high: -0.01 }, corrected: 0.01, pairs: 9 })).toMatch(
      /^x is worse than independent: -2\.00 points over 9 seeds, 95 % interval -3\.00 points to -1\.00 points\.$/,
    );
    expect(verdict({ method: 'x', to: 'y', pairs: 1, difference: 0.01, permutation: 1, superiority: 1, corrected: 1 })).toContain('one seed');
  });
  it('the validation split chooses an epoch, the test split none', () => {
    const report = study(1, 2);
    expect(report.methods[0]!.selected[0]).toBeCloseTo(report.methods[0]!.last[0]!, 10);
  });
});

describe('tables', () => {
  const [results] = tables(study(2, 3));
  it('as Markdown, CSV and LaTeX', () => {
    expect(toMarkdown(results!)).toContain('| method | seeds |');
    expect(toCsv(results!).split('\n')[1]).toMatch(/^independent,3,/);
    expect(toLatex(results!)).toContain('\\%');
    expect(toCsv({ id: '', title: '', head: ['a,b'], rows: [['say "x"']] })).toBe('"a,b"\n"say ""x"""\n');
  });
});

const browserPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const needsBrowser = process.env['CI_ENGINES'] === 'required' || browserPath !== undefined;
describe.skipIf(!needsBrowser)('the page, in a browser', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'codistill-report-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  it('shows every chart without an error, light and dark, and 500 runs at once', async () => {
    const report = study(5, 100);
    const file = await writeReport(report, folder);
    expect(existsSync(path.join(folder, 'charts', 'accuracy.png'))).toBe(true);
    expect(readFileSync(file, 'utf8')).not.toContain('finite number <b>');
    const browser = await chromium.launch({
      executablePath: browserPath!,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
    try {
      for (const colorScheme of ['light', 'dark'] as const) {
        const tab = await browser.newPage({ colorScheme });
        const said: string[] = [];
        tab.on('console', (message) => said.push(message.text()));
        tab.on('pageerror', (error) => said.push(error.message));
        await tab.goto(pathToFileURL(file).href);
        expect(said).toEqual([]);
        const sizes = await tab
          .locator('figure svg')
          .evaluateAll((all) => all.map((svg) => svg.getBoundingClientRect()).map(({ width, height }) => width * height));
        expect(sizes).toHaveLength(charts(report).length);
        expect(Math.min(...sizes)).toBeGreaterThan(10_000);
        expect(await tab.locator('details table').count()).toBe(charts(report).length);
        expect(await tab.locator('h1').textContent()).toBe('A study');
        await tab.close();
      }
    } finally {
      await browser.close();
    }
  });
});
