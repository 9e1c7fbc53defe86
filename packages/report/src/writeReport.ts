import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Chart } from './charts/chart.ts';
import { charts } from './charts/charts.ts';
import { drawChart, toPng } from './charts/drawChart.ts';
import { conclusion } from './conclusion/conclusion.ts';
import { page } from './page/page.ts';
import type { Report } from './report.ts';
import { toCsv, toLatex, toMarkdown } from './tables/table.ts';
import { tables } from './tables/tables.ts';

/** Where files are written, by name relative to a folder. `Files` of core is one. */
export interface FileWriter {
  write(name: string, bytes: Uint8Array): Promise<void>;
}

/**
 * Writes a report and returns the names of its files, the page first. The files are `report.html`,
 * `tables/*.{md,csv,tex}` and `charts/*.{vl.json,svg,png,csv}`; `*.vl.json` is a Vega-Lite
 * specification.
 *
 * @param to - The path of a folder, which is made if it does not exist, or a writer.
 * @throws the error of the writer, or of the file system if `to` is a path.
 */
export async function writeReport(
  report: Report,
  to: string | FileWriter,
): Promise<readonly string[]> {
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
  const writer = typeof to === 'string' ? folderWriter(to) : to;
  for (const [name, content] of files)
    await writer.write(
      name,
      typeof content === 'string' ? new TextEncoder().encode(content) : content,
    );
  return files.map(([name]) => name);
}

const folderWriter = (folder: string): FileWriter => ({
  async write(name, bytes) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, bytes);
  },
});

function rowsCsv({ rows }: Chart): string {
  const head = Object.keys(rows[0] ?? {});
  return toCsv({
    head,
    rows: rows.map((row) => head.map((name) => String(row[name]))),
  });
}
