// node docs/scripts/results.mjs PAGE NAME=FOLDER ...: writes what studies came to into a page,
// between `<!-- NAME: paragraph -->`, `<!-- NAME: summary -->` or `<!-- NAME: tables -->` and
// `<!-- end -->`. FOLDER is the study's; `codistill report FOLDER` has written its tables.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const [page, ...given] = process.argv.slice(2);
if (!page || given.length === 0 || given.some((each) => !each.includes('='))) {
  console.error(
    'Give a page and studies: node docs/scripts/results.mjs README.md start=runs/start.',
  );
  process.exit(2);
}
const studies = new Map(
  given.map((each) => [each.split('=')[0], each.slice(each.indexOf('=') + 1)]),
);

const percent = (share) => (100 * share).toFixed(2);
const points = (share) => `${share < 0 ? '-' : '+'}${percent(Math.abs(share))}`;
const spread = (value) => (value ? `${percent(value.mean)} ± ${percent(value.deviation)}` : '');

/** A row a method: accuracy, ensemble, and what it gains over the baseline and over the control. */
function summary(folder) {
  const report = JSON.parse(readFileSync(path.join(folder, 'report.json'), 'utf8'));
  const difference = ({ pairs }, id) => {
    const pair = pairs.find(({ method }) => method === id);
    return pair
      ? `${points(pair.difference)} [${points(pair.interval.low)}, ${points(pair.interval.high)}]`
      : '';
  };
  const head = [
    'method',
    `${report.split} accuracy, %`,
    'ensemble, %',
    ...report.families.map(({ to }) => `minus ${to}, points [95 %]`),
  ];
  const rows = report.methods.map((method) => [
    method.id,
    spread(method.accuracy),
    spread(method.ensemble),
    ...report.families.map((family) => difference(family, method.id)),
  ]);
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** The tables as the study wrote them, a level of headings lower; without seconds. */
function tables(folder) {
  const text = readFileSync(path.join(folder, 'tables/report.md'), 'utf8');
  const sections = text.split(/\n(?=## )/).filter((section) => !/^## Cost/.test(section));
  return sections
    .filter((section) => section.startsWith('## '))
    .join('\n')
    .replace(/^##/gm, '###')
    .trim();
}

/** The first paragraph of the report. */
function paragraph(folder) {
  const text = readFileSync(path.join(folder, 'tables/report.md'), 'utf8');
  return text
    .split('\n\n')
    .find((part) => part.trim() !== '' && !part.startsWith('#'))
    .trim();
}

const kinds = { paragraph, summary, tables };
let written = 0;
const text = readFileSync(page, 'utf8').replace(
  /(<!-- ([\w-]+): (paragraph|summary|tables) -->\n)[\s\S]*?(<!-- end -->)/g,
  (whole, begin, name, kind, end) => {
    const folder = studies.get(name);
    if (folder === undefined) return whole;
    written++;
    return `${begin}\n${kinds[kind](folder)}\n\n${end}`;
  },
);
if (written === 0) {
  console.error(`${page} has no place for ${[...studies.keys()].join(', ')}.`);
  process.exit(2);
}
writeFileSync(page, text);
