import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Chart, charts } from './charts.ts';
import { conclusion } from './conclusion.ts';
import { drawChart, toPng } from './drawChart.ts';
import type { StudyReport } from './model.ts';
import { page } from './page.ts';
import { tables, toCsv, toLatex, toMarkdown } from './tables.ts';

/**
 * Writes the report of a study into `folder`: `report.html`; `tables/*.{md,csv,tex}`; `charts/*.{json,svg,png,csv}`, the JSON a vega-lite specification.
 * Returns the page's path.
 */
export async function writeReport(report: StudyReport, folder: string): Promise<string> {
  const drawn = await Promise.all(charts(report).map(async (chart) => ({ chart, svg: await drawChart(chart) })));
  const written = tables(report);
  await Promise.all(['tables', 'charts'].map((name) => mkdir(path.join(folder, name), { recursive: true })));
  const files: [string, string | Uint8Array][] = [
    ['report.html', page(report, written, drawn)],
    ['tables/report.md', `# ${report.title}\n\n${conclusion(report).join('\n\n')}\n\n${written.map(toMarkdown).join('\n')}`],
    ...written.flatMap((table): [string, string][] => [
      [`tables/${table.id}.csv`, toCsv(table)],
      [`tables/${table.id}.tex`, toLatex(table)],
    ]),
    ...drawn.flatMap(({ chart, svg }): [string, string][] => [
      [`charts/${chart.id}.json`, `${JSON.stringify(chart.spec, null, 1)}\n`],
      [`charts/${chart.id}.svg`, svg],
      [`charts/${chart.id}.csv`, rowsCsv(chart)],
    ]),
    ...(await Promise.all(drawn.map(async ({ chart, svg }): Promise<[string, Uint8Array]> => [`charts/${chart.id}.png`, await toPng(svg)]))),
  ];
  for (const [name, content] of files) await writeFile(path.join(folder, name), content);
  return path.join(folder, 'report.html');
}

function rowsCsv({ rows }: Chart): string {
  const head = Object.keys(rows[0] ?? {});
  return toCsv({ id: '', title: '', head, rows: rows.map((row) => head.map((name) => String(row[name]))) });
}
