import { type Chart, capital } from '../charts/chart.ts';
import { conclusion } from '../conclusion/conclusion.ts';
import { wordsOf } from '../metric.ts';
import { type Report, runsThat, type StudyDescription } from '../report.ts';
import type { RunRecord } from '../runRecord.ts';
import type { Table } from '../tables/table.ts';
import {
  chartHtml,
  escaped,
  notesHtml,
  preHtml,
  section,
  soft,
  tableHtml,
  wordsHtml,
} from './html.ts';
import { style } from './style.ts';

/**
 * The report as one self-contained page: the conclusion, then tables and charts. For a study, it
 * also has the differences between the methods, the environment, and how to repeat it.
 */
export function page(
  report: Report,
  tables: readonly Table[],
  charts: readonly { readonly chart: Chart; readonly svg: string }[],
): string {
  const [first, ...others] = tables;
  const sections = [
    ...(first
      ? [
          section(
            'results',
            first.title,
            `${tableHtml(first)}${soft(whatTheyAre(report, first))}${notesHtml(first)}`,
          ),
        ]
      : []),
    ...charts.map(({ chart, svg }) => chartHtml(chart, svg)),
    ...others.map((table) =>
      section(`table-${table.id}`, table.title, `${tableHtml(table)}${notesHtml(table)}`),
    ),
    ...whyHtml('diverged', 'Runs that diverged', runsThat(report, 'diverged')),
    ...whyHtml('failed', 'Runs that failed', runsThat(report, 'failed')),
    ...(report.study ? studyHtml(report, report.study) : []),
  ];
  const links = [
    ['results', 'Results'],
    ...charts.map(({ chart }) => [chart.id, chart.title]),
    ...(report.study ? [['repeat', 'Repeat']] : []),
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(report.title)}</title><link rel="icon" href="data:,"><style>${style}</style></head>
<body><header><h1>${escaped(report.title)}</h1>${soft(`Compared by codistill: ${report.methods.length} methods, baseline ${report.baseline}.`)}<nav aria-label="Sections">${links.map(([id, text]) => `<a href="#${id}">${escaped(text!)}</a>`).join('')}</nav></header>
<main><div class="lead" role="note">${conclusion(report)
    .map((sentence) => `<p>${escaped(sentence)}</p>`)
    .join('')}</div>
${sections.join('\n')}
</main></body></html>
`;
}

/** What the numbers in the first table mean. */
function whatTheyAre({ study, split, metric }: Report, { head }: Table): string {
  if (!study) return 'Mean ± deviation over seeds.';
  const selected = head.some((name) => name.startsWith('validation-selected'))
    ? '; “validation-selected” is that of the epoch which the validation split chose'
    : '';
  const chosen =
    split === 'test'
      ? 'Nothing was chosen by the test split.'
      : 'The dataset has no test split: the numbers are of the validation split.';
  return `Mean over the networks of a run, then mean ± deviation over seeds. ${capital(wordsOf(metric))} is that of the last epoch${selected}. ${chosen}`;
}

/** Runs without a result, and the reasons; nothing if there are none. */
const whyHtml = (id: string, title: string, runs: readonly RunRecord[]) =>
  runs.length === 0
    ? []
    : [
        wordsHtml(
          id,
          title,
          ['method', 'seed', 'why'],
          runs.map((run) => [run.method, String(run.seed), run.message ?? '']),
        ),
      ];

/** What was trained, in which environment, and how to repeat it. */
const studyHtml = ({ methods }: Report, { base, environment, command }: StudyDescription) => [
  wordsHtml(
    'methods',
    'Methods, and what differs from the base',
    ['method', 'what', 'source', 'differs (base / method)'],
    methods.map(({ id, about = '', source = '', differs = [] }) => [
      id,
      about,
      source,
      differs.join('; '),
    ]),
  ),
  preHtml('configuration', 'Configuration', JSON.stringify(base, null, 2)),
  wordsHtml(
    'environment',
    'Environment',
    ['what', 'value'],
    Object.entries(environment).map(([key, value]) => [
      key,
      typeof value === 'object' ? JSON.stringify(value) : String(value),
    ]),
  ),
  preHtml(
    'repeat',
    'How to repeat it',
    command,
    'With the versions, engine and threads above, the same data and the same plugins, report.json comes out equal, bit for bit. study.json beside this page holds all that the command leaves out.',
  ),
];
