import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { folderFiles } from '@codistill/node';
import {
  type ComparisonJson,
  compareRuns,
  comparisonJson,
  type Report,
  type ReportJson,
  reportJson,
  writeReport,
} from '@codistill/report';
import { json, readReport } from '@codistill/study';
import type { ParsedArgs } from 'citty';
import { readRuns } from '../csv/readRuns.ts';
import { missingOut, notForCsv, notForStudy, studyFolder } from '../errors.ts';
import { exitCodes } from '../exit.ts';
import { command, jsonArg, pluginArg, print, printJson, valuesOf } from './command.ts';

const example = 'codistill report results.csv --out report --metric accuracy';

/** Options that describe the runs of a CSV file. */
const csvArgs = {
  out: {
    type: 'string',
    valueHint: 'FOLDER',
    description: 'Where the report of a CSV file is written.',
  },
  metric: {
    type: 'string',
    valueHint: 'NAME',
    description:
      'What the values of a CSV file are, such as accuracy or perplexity; default value.',
  },
  unit: {
    type: 'string',
    valueHint: 'share|%|UNIT',
    description:
      'Their unit: share (0 to 1, shown in %), % or another such as ms; default share for an accuracy, else none.',
  },
  'lower-is-better': { type: 'boolean', description: 'Lower values are better, as of a loss.' },
  baseline: {
    type: 'string',
    valueHint: 'METHOD',
    description:
      'The method that the others of a CSV file are compared with; default independent, or the first.',
  },
  control: {
    type: 'string',
    valueHint: 'METHOD',
    description: 'A second method that they are compared with.',
  },
  title: { type: 'string', valueHint: 'TEXT', description: 'The title of a CSV file’s report.' },
} as const;

const args = {
  results: {
    type: 'positional',
    required: true,
    description:
      'A folder that `codistill compare` wrote, or a CSV file with the columns method, seed and value.',
  },
  ...csvArgs,
  ...pluginArg,
  ...jsonArg,
} as const;

export const report = command({
  name: 'report',
  about: 'Write the report of a study again, or of your own runs: a page, tables and charts',
  more: 'The report of a study needs no plugins, because a study saves its methods. A study of an earlier version needs the plugins that it was made with; --plugin gives their current place. A CSV file has a line for each run, such as mutual,1,0.913. Any program may have trained it. Runs of different methods with the same seed are paired.',
  examples: [
    ['codistill report runs/start', 'report.html, tables/ and charts/ in that folder'],
    [example, 'the same statistics of your own runs'],
    [
      'codistill report times.csv --out report --metric latency --unit ms --lower-is-better',
      'of times in ms, of which lower are better',
    ],
  ],
  args,
  async run(given, raw) {
    const from = path.resolve(given.results);
    const isCsv = /\.csv$/i.test(from) && !(existsSync(from) && statSync(from).isDirectory());
    const { found, results, folder } = isCsv
      ? await ofCsv(from, given, raw)
      : await ofStudy(from, given, raw);
    const files = folderFiles(folder);
    await writeReport(found, files);
    await files.write('report.json', json(results));
    const page = path.join(folder, 'report.html');
    if (given.json) printJson({ page, ...results });
    else print(page);
    return exitCodes.ok;
  },
});

/** A report, the content of its report.json, and its folder. */
interface MadeReport {
  readonly found: Report;
  readonly results: ReportJson | ComparisonJson;
  readonly folder: string;
}

async function ofStudy(
  folder: string,
  given: ParsedArgs<typeof args>,
  raw: readonly string[],
): Promise<MadeReport> {
  const flag = (Object.keys(csvArgs) as (keyof typeof csvArgs)[]).find(
    (name) => given[name] !== undefined,
  );
  if (flag !== undefined) throw notForStudy(flag);
  const found = await readReport(folder, { plugins: valuesOf('plugin', raw) });
  return { found, results: reportJson(found), folder };
}

async function ofCsv(
  file: string,
  given: ParsedArgs<typeof args>,
  raw: readonly string[],
): Promise<MadeReport> {
  if (valuesOf('plugin', raw).length > 0) throw notForCsv('plugin');
  if (given.out === undefined) throw missingOut(example);
  const folder = path.resolve(given.out);
  if (existsSync(path.join(folder, 'study.json'))) throw studyFolder(folder);
  const { title, metric = 'value', unit, baseline, control } = given;
  const found = compareRuns(await readRuns(file), {
    ...(title !== undefined && { title }),
    metric: {
      name: metric,
      ...(unit !== undefined && { unit }),
      better: given['lower-is-better'] ? 'lower' : 'higher',
    },
    ...(baseline !== undefined && { baseline }),
    ...(control !== undefined && { control }),
  });
  return { found, results: comparisonJson(found), folder };
}
