import type { Chart } from './charts/chart.ts';
import { conclusion } from './conclusion.ts';
import type { ReportRun, StudyReport } from './model.ts';
import type { Table } from './tableText.ts';

const escaped = (text: string) => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);

const style = `
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --soft: #667; --line: #8884; --mark: #0072b214; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --paper: #14171a; --soft: #9aa3ad; --mark: #56b4e922; } }
body { margin: 0 auto; max-width: 60rem; padding: 2rem 1.2rem 4rem; font: 16px/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
h1 { font-size: 1.7rem; margin: 0 0 .3rem; } h2 { font-size: 1.25rem; margin: 2.6rem 0 .6rem; } p { max-width: 46rem; }
.lead { border-left: 4px solid #0072b2; background: var(--mark); padding: .8rem 1.1rem; margin-top: 1.2rem; } .lead p { margin: .35rem 0; }
.soft { color: var(--soft); } nav a { margin-right: 1rem; } a { color: #0072b2; } @media (prefers-color-scheme: dark) { a { color: #56b4e9; } }
figure { margin: 1rem 0; overflow-x: auto; } figure svg { max-width: 100%; height: auto; } figure svg text { fill: var(--soft); } figcaption { color: var(--soft); font-size: .92rem; max-width: 46rem; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-size: .92rem; font-variant-numeric: tabular-nums; } th, td { padding: .32rem .7rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
th { vertical-align: bottom; white-space: normal; color: var(--soft); font-weight: 600; } th:first-child, td:first-child, .words th, .words td { text-align: left; }
.words td { white-space: normal; overflow-wrap: anywhere; min-width: 8rem; } .words th, .words td { vertical-align: top; }
details { margin: .4rem 0 1rem; } summary { cursor: pointer; color: var(--soft); } details .scroll { max-height: 22rem; overflow-y: auto; }
pre { background: var(--mark); padding: .8rem 1rem; overflow-x: auto; font-size: .88rem; } :focus-visible { outline: 2px solid #d55e00; outline-offset: 2px; }
@media print { body { max-width: none; padding: 0; } nav, details:not([open]) { display: none; } figure, tr { break-inside: avoid; } .scroll { overflow: visible; max-height: none !important; } table { font-size: .72rem; } th, td { padding: .2rem .4rem; } pre { white-space: pre-wrap; overflow-wrap: anywhere; } }
`;

/** A table; one of `words` has cells of text, which are broken into lines. */
const tableHtml = ({ title, head, rows }: Pick<Table, 'title' | 'head' | 'rows'>, words = false) =>
  `<div class="scroll${words ? ' words' : ''}" tabindex="0" role="region" aria-label="${escaped(title)}"><table><thead><tr>${head.map((cell) => `<th scope="col">${escaped(cell)}</th>`).join('')}</tr></thead><tbody>${rows
    .map(
      (row) =>
        `<tr>${row.map((cell, i) => (i === 0 ? `<th scope="row" style="color:inherit">${escaped(cell)}</th>` : `<td>${escaped(cell)}</td>`)).join('')}</tr>`,
    )
    .join('')}</tbody></table></div>`;

const notesHtml = ({ notes = [] }: Pick<Table, 'notes'>) =>
  notes.map((note) => `<p class="soft">${escaped(note)}</p>`).join('');

/** At most this many rows stand behind a chart in the page; the CSV has all. */
const rowLimit = 400;

function chartHtml({ id, title, describes, rows }: Chart, svg: string): string {
  const head = Object.keys(rows[0] ?? {});
  const shown = rows.slice(0, rowLimit).map((row) => head.map((name) => String(row[name])));
  const more =
    rows.length > rowLimit
      ? `<p class="soft">${rows.length - rowLimit} more rows are in charts/${id}.csv.</p>`
      : '';
  const picture = svg.replace(
    '<svg ',
    `<svg role="img" aria-label="${escaped(`${title}. ${describes}`)}" `,
  );
  return `<section id="${id}"><h2>${escaped(title)}</h2><figure>${picture}<figcaption>${escaped(describes)}</figcaption></figure><details><summary>The numbers behind it</summary>${tableHtml({ title, head, rows: shown })}${more}</details></section>`;
}

/** A section of text in rows. */
const wordsHtml = (
  id: string,
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
) =>
  `<section id="${id}"><h2>${escaped(title)}</h2>${tableHtml({ title, head, rows }, true)}</section>`;

const preHtml = (id: string, title: string, text: string, note = '') =>
  `<section id="${id}"><h2>${escaped(title)}</h2><pre tabindex="0">${escaped(text)}</pre>${note === '' ? '' : `<p class="soft">${escaped(note)}</p>`}</section>`;

/** Runs without a result, and why; nothing where there are none. */
const whyHtml = (id: string, title: string, runs: readonly ReportRun[]) =>
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

/**
 * The report as one page that needs nothing else: conclusion first, then tables, charts, what
 * differs between the methods, environment, how to repeat it.
 */
export function page(
  report: StudyReport,
  tables: readonly Table[],
  charts: readonly { readonly chart: Chart; readonly svg: string }[],
): string {
  const [first, ...others] = tables;
  const chosen =
    report.split === 'test'
      ? 'Nothing was chosen by the test split.'
      : 'The dataset has no test split: the numbers are of the validation split.';
  const selected = first?.head.some((name) => name.startsWith('validation-selected'))
    ? '; “validation-selected” is that of the epoch which the validation split chose'
    : '';
  const sections = [
    ...(first
      ? [
          `<section id="results"><h2>${escaped(first.title)}</h2>${tableHtml(first)}<p class="soft">Mean over the networks of a run, then mean ± deviation over seeds. Accuracy is that of the last epoch${selected}. ${chosen}</p>${notesHtml(first)}</section>`,
        ]
      : []),
    ...charts.map(({ chart, svg }) => chartHtml(chart, svg)),
    ...others.map(
      (table) =>
        `<section id="table-${table.id}"><h2>${escaped(table.title)}</h2>${tableHtml(table)}${notesHtml(table)}</section>`,
    ),
    ...whyHtml(
      'diverged',
      'Runs that diverged',
      report.methods.flatMap(({ diverged }) => diverged),
    ),
    ...whyHtml(
      'failed',
      'Runs that failed',
      report.methods.flatMap(({ failed }) => failed),
    ),
    wordsHtml(
      'methods',
      'Methods, and what differs from the base',
      ['method', 'what', 'source', 'differs (base / method)'],
      report.methods.map((method) => [
        method.id,
        method.about,
        method.source ?? '',
        method.differs.join('; '),
      ]),
    ),
    preHtml('configuration', 'Configuration', JSON.stringify(report.base, null, 2)),
    wordsHtml(
      'environment',
      'Environment',
      ['what', 'value'],
      Object.entries(report.environment).map(([key, value]) => [
        key,
        typeof value === 'object' ? JSON.stringify(value) : String(value),
      ]),
    ),
    preHtml(
      'repeat',
      'How to repeat it',
      report.command,
      'With the versions, engine and threads above, the same data and the same plugins, report.json comes out equal, bit for bit. study.json beside this page holds all that the command leaves out.',
    ),
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(report.title)}</title><link rel="icon" href="data:,"><style>${style}</style></head>
<body><header><h1>${escaped(report.title)}</h1><p class="soft">Compared by codistill: ${report.methods.length} methods, baseline ${escaped(report.baseline)}.</p><nav aria-label="Sections"><a href="#results">Results</a>${charts.map(({ chart }) => `<a href="#${chart.id}">${escaped(chart.title)}</a>`).join('')}<a href="#repeat">Repeat</a></nav></header>
<main><div class="lead" role="note">${conclusion(report)
    .map((sentence) => `<p>${escaped(sentence)}</p>`)
    .join('')}</div>
${sections.join('\n')}
</main></body></html>
`;
}
