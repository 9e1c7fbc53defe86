// node docs/scripts/results.mjs PAGE NAME=FOLDER ... [--data FOLDER]: writes what studies came to
// into a page, between `<!-- NAME: paragraph -->`, `<!-- NAME: summary -->` or
// `<!-- NAME: tables -->` and `<!-- end -->`. FOLDER is the study's; `codistill report FOLDER` has written its tables. With
// --data, the results of each seed are written as NAME.json into that folder.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { data: { type: 'string' } },
});
const [page, ...given] = positionals;
if (!page || given.length === 0 || given.some((each) => !each.includes('='))) {
  console.error(
    'Give a page and studies: node docs/scripts/results.mjs README.md start=runs/start.',
  );
  process.exit(2);
}
const studies = new Map(
  given.map((each) => [each.split('=')[0], each.slice(each.indexOf('=') + 1)]),
);

/** Numbers in the unit of the main metric: shares in percent, with differences in points. */
function numbersOf({ metric }) {
  const unit = metric?.unit ?? '%';
  const number = (value) => (unit === '%' ? 100 * value : value).toFixed(2);
  return {
    unit,
    ofDifference: unit === '%' ? 'points' : unit,
    difference: (value) => `${value < 0 ? '-' : '+'}${number(Math.abs(value))}`,
    spread: (value) => (value ? `${number(value.mean)} ± ${number(value.deviation)}` : ''),
  };
}

const reportOf = (folder) => JSON.parse(readFileSync(path.join(folder, 'report.json'), 'utf8'));
/** The main metric of a method, which is called accuracy where it is one. */
const resultOf = ({ accuracy, value }) => accuracy ?? value;
const wordsOf = ({ split, metric }) => `${split} ${metric?.words ?? 'accuracy'}`;

/** A row a method: main metric, ensemble, and the differences to baseline and control. */
function summary(folder) {
  const report = reportOf(folder);
  const { unit, ofDifference, difference, spread } = numbersOf(report);
  const minus = ({ pairs }, id) => {
    const pair = pairs.find(({ method }) => method === id);
    if (!pair) return '';
    const { low, high } = pair.interval;
    return `${difference(pair.difference)} [${difference(low)}, ${difference(high)}]`;
  };
  const head = [
    'method',
    `${wordsOf(report)}, ${unit}`,
    `ensemble, ${unit}`,
    ...report.families.map(({ to }) => `minus ${to}, ${ofDifference} [95 %]`),
  ];
  const rows = report.methods.map((method) => [
    method.id,
    spread(resultOf(method)),
    spread(method.ensemble),
    ...report.families.map((family) => minus(family, method.id)),
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

/** The main metric by method and seed, with what made it. */
function data(folder) {
  const report = reportOf(folder);
  const { engine, methods } = report;
  const { command } = JSON.parse(readFileSync(path.join(folder, 'study.json'), 'utf8'));
  const round = (value) => Number(value.toFixed(6));
  const bySeed = (of) =>
    Object.fromEntries(
      methods
        .filter((method) => of(method))
        .map((method) => [method.id, of(method).values.map(round)]),
    );
  return {
    'made by': command,
    engine,
    seeds: methods[0].seeds,
    [wordsOf(report)]: bySeed(resultOf),
    [`${wordsOf(report)} of the ensemble`]: bySeed(({ ensemble }) => ensemble),
  };
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
if (flags.data !== undefined) {
  mkdirSync(flags.data, { recursive: true });
  for (const [name, folder] of studies)
    writeFileSync(
      path.join(flags.data, `${name}.json`),
      `${JSON.stringify(data(folder), undefined, 1)}\n`,
    );
}
