import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { charts } from '../charts/charts.ts';
import type { Report } from '../report.ts';
import { tables } from '../tables/tables.ts';
import { study } from '../testing/study.ts';
import { writeReport } from '../writeReport.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'codistill-report-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// The report has 500 runs.
const report: Report = study(5, 100);
let file: string;
beforeAll(async () => {
  const [page] = await writeReport(report, folder);
  file = path.join(folder, page!);
});

describe('what is written', () => {
  it('is the page; every chart as vega-lite, SVG, PNG and CSV; every table as Markdown, CSV and LaTeX', () => {
    expect(readdirSync(folder).sort()).toEqual(['charts', 'report.html', 'tables']);
    const names = (ids: readonly { readonly id: string }[], endings: readonly string[]) =>
      ids.flatMap(({ id }) => endings.map((ending) => `${id}.${ending}`)).sort();
    expect(readdirSync(path.join(folder, 'charts')).sort()).toEqual(
      names(charts(report), ['vl.json', 'svg', 'png', 'csv']),
    );
    expect(readdirSync(path.join(folder, 'tables')).sort()).toEqual(
      ['report.md', ...names(tables(report), ['md', 'csv', 'tex'])].sort(),
    );
    const spec = JSON.parse(
      readFileSync(path.join(folder, 'charts', 'accuracy.vl.json'), 'utf8'),
    ) as { readonly $schema: string };
    expect(spec.$schema).toContain('vega-lite');
    expect([...readFileSync(path.join(folder, 'charts', 'accuracy.png')).subarray(1, 4)]).toEqual([
      ...Buffer.from('PNG'),
    ]);
    expect(readFileSync(path.join(folder, 'tables', 'report.md'), 'utf8')).toMatch(
      /^# A study\n\nOver independent, with 100 seeds, competitive gains/,
    );
  });
  it('needs nothing from elsewhere, and takes no text for HTML', () => {
    const html = readFileSync(file, 'utf8');
    expect(html.match(/(?:src|href)="(?!#|data:)[^"]*"/g)).toBe(null);
    expect(html).not.toMatch(/<script|@import|url\(http/);
    expect(html).not.toContain('finite number <b>');
    const parts = [
      'results',
      ...charts(report).map(({ id }) => id),
      'failed',
      'methods',
      'configuration',
      'environment',
      'repeat',
    ];
    for (const id of parts) expect(html).toContain(`<section id="${id}">`);
  });
});

const browserPath = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((file) => existsSync(file));
// CI must have a browser; without one, the tests fail there.
const needsBrowser = process.env['CI_ENGINES'] === 'required' || browserPath !== undefined;
const why = needsBrowser ? '' : ', skipped: no chromium or chrome is in /usr/bin';
describe.skipIf(!needsBrowser)(`the page, in a browser${why}`, () => {
  const quiet = ['quic', 'gpu', 'background-networking', 'component-update', 'sync'].map(
    (what) => `--disable-${what}`,
  );
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: browserPath!,
      args: ['--no-sandbox', '--no-first-run', ...quiet],
    });
  });
  afterAll(() => browser?.close());

  async function open(
    colorScheme: 'light' | 'dark',
  ): Promise<{ readonly tab: Page; readonly said: readonly string[]; readonly seconds: number }> {
    const tab = await browser.newPage({ colorScheme });
    const said: string[] = [];
    tab.on('console', (message) => said.push(message.text()));
    tab.on('pageerror', (error) => said.push(error.message));
    tab.on('request', (request) => {
      if (!/^(file|data):/.test(request.url())) said.push(`asked for ${request.url()}`);
    });
    // Processor seconds do not depend on other work on the machine.
    const devtools = await tab.context().newCDPSession(tab);
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    await tab.goto(pathToFileURL(file).href);
    const { metrics } = await devtools.send('Performance.getMetrics');
    const seconds = metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
    return { tab, said, seconds };
  }

  it.each(['light', 'dark'] as const)(
    'draws every chart without an error, %s, and opens 500 runs in under 1.5 s of the processor',
    async (colorScheme) => {
      const { tab, said, seconds } = await open(colorScheme);
      expect(said).toEqual([]);
      expect(seconds).toBeGreaterThan(0);
      expect(seconds).toBeLessThan(1.5);
      const sizes = await tab
        .locator('figure svg')
        .evaluateAll((all) =>
          all.map((svg) => svg.getBoundingClientRect()).map(({ width, height }) => width * height),
        );
      expect(sizes).toHaveLength(charts(report).length);
      expect(Math.min(...sizes)).toBeGreaterThan(10_000);
      expect(await tab.locator('h1').textContent()).toBe('A study');
      const shown = await tab.evaluate<string[]>(
        '[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]',
      );
      expect(shown).toEqual(
        colorScheme === 'light'
          ? ['rgb(255, 255, 255)', 'rgb(27, 31, 36)']
          : ['rgb(20, 23, 26)', 'rgb(230, 232, 235)'],
      );
      await tab.close();
    },
  );

  it('says first what came out', async () => {
    const { tab } = await open('light');
    expect(await tab.locator('main > *').first().textContent()).toMatch(
      /^Over independent, with 100 seeds, competitive gains/,
    );
    await tab.close();
  });

  it('is read without seeing it, and without a mouse: names for pictures, tables behind them, opened by the keyboard', async () => {
    const { tab } = await open('light');
    for (const { title, describes } of charts(report))
      expect(await tab.getByRole('img', { name: `${title}. ${describes}` }).count()).toBe(1);
    expect(await tab.locator('details table').count()).toBe(charts(report).length);
    const first = tab.locator('details').first();
    expect(await first.getByRole('table').isVisible()).toBe(false);
    await first.locator('summary').focus();
    await tab.keyboard.press('Enter');
    expect(await first.getByRole('table').isVisible()).toBe(true);
    await tab.keyboard.press('Tab');
    expect(await tab.evaluate<string>("document.activeElement.getAttribute('aria-label')")).toBe(
      charts(report)[0]!.title,
    );
    await tab.close();
  });

  it('is printed whole', async () => {
    const { tab } = await open('light');
    await tab.emulateMedia({ media: 'print' });
    expect(await tab.locator('nav').isVisible()).toBe(false);
    const pdf = await tab.pdf({ format: 'A4' });
    expect(pdf.length).toBeGreaterThan(20_000);
    const width = await tab.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(width).toBe(0);
    await tab.close();
  });
});
