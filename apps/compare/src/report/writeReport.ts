import path from 'node:path';
import { folderFiles } from '@codistill/node';
import type { Chart } from './charts/chart.ts';
import { charts } from './charts.ts';
import { conclusion } from './conclusion.ts';
import { drawChart, toPng } from './drawChart.ts';
import type { StudyReport } from './model.ts';
import { page } from './page.ts';
import { tables } from './tables.ts';
import { toCsv, toLatex, toMarkdown } from './tableText.ts';

/**
 * Writes the report of a study into `folder`: `report.html`; `tables/*.{md,csv,tex}`;
 * `charts/*.{vl.json,svg,png,csv}`, the first a vega-lite specification.
 * Returns the page's path. @throws InputError where the folder cannot be written, or its disk is
 * full.
 */
export async function writeReport(report: StudyReport, folder: string): Promise<string> {
  const drawn = await Promise.all(
    charts(report).map(async (chart) => ({ chart, svg: await drawChart(chart) })),
  );
  const written = tables(report);
  const files: [string, string | Uint8Array][] = [
    ['report.html', page(report, written, drawn)],
    [
      'tables/report.md',
      `# ${report.title}\n\n${conclusion(report).join('\n\n')}\n\n${written.map(toMarkdown).join('\n')}`,
    ],
    ...written.flatMap((table): [string, string][] => [
      [`tables/${table.id}.md`, toMarkdown(table)],
      [`tables/${table.id}.csv`, toCsv(table)],
      [`tables/${table.id}.tex`, toLatex(table)],
    ]),
    ...drawn.flatMap(({ chart, svg }): [string, string][] => [
      [`charts/${chart.id}.vl.json`, `${JSON.stringify(chart.spec, null, 1)}\n`],
      [`charts/${chart.id}.svg`, svg],
      [`charts/${chart.id}.csv`, rowsCsv(chart)],
    ]),
    ...(await Promise.all(
      drawn.map(
        async ({ chart, svg }): Promise<[string, Uint8Array]> => [
          `charts/${chart.id}.png`,
          await toPng(svg),
        ],
      ),
    )),
  ];
  const into = folderFiles(folder);
  for (const [name, content] of files)
    await into.write(
      name,
      typeof content === 'string' ? new TextEncoder().encode(content) : content,
    );
  return path.join(folder, 'report.html');
}

function rowsCsv({ rows }: Chart): string {
  const head = Object.keys(rows[0] ?? {});
  return toCsv({
    head,
    rows: rows.map((row) => head.map((name) => String(row[name]))),
  });
}
