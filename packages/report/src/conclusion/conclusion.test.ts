import { describe, expect, it } from 'vitest';
import { charts } from '../charts/charts.ts';
import { classMetric, taskMetric } from '../metric.ts';
import { page } from '../page/page.ts';
import type { RunRecord } from '../runRecord.ts';
import { compareCounts } from '../statistics/compare.ts';
import { type Family, familiesOf, type PairedResult } from '../statistics/families.ts';
import { toMarkdown } from '../tables/table.ts';
import { tables } from '../tables/tables.ts';
import { reportOn, run, runWith } from '../testing/study.ts';
import { conclusion } from './conclusion.ts';
import { criterion } from './criterion.ts';
import * as paragraph from './firstParagraph.ts';
import * as verdicts from './verdict.ts';

const metric = taskMetric(classMetric, 'test', []);
const firstParagraph = (families: readonly Family[]) =>
  paragraph.firstParagraph({ families, metric });
const verdict = (pair: PairedResult) => verdicts.verdict(pair, metric);

const examples = 364;
const countsOf = (counts: readonly number[]) =>
  new Map(
    counts.map((right, i) => [i + 1, { value: right / examples, share: { right, of: examples } }]),
  );
type Method = readonly [id: string, counts: readonly number[], perturbation?: string];
const measured = (methods: readonly Method[]) =>
  methods.map(([id, counts, perturbation]) => ({
    id,
    values: countsOf(counts),
    ...(perturbation !== undefined && { perturbation }),
  }));

const independent: Method = ['independent', [320, 321, 322, 323, 324, 325, 326, 327]];
const control: Method = ['control', [330, 332, 331, 334, 333, 337, 335, 338], 'mix'];
const competitive: Method = ['competitive', [331, 330, 333, 333, 334, 336, 337, 338], 'mix'];
const mutual: Method = ['mutual', [321, 319, 323, 322, 325, 327, 325, 327]];

describe('the first paragraph', () => {
  const families = familiesOf(
    measured([independent, control, competitive, mutual]),
    'independent',
    'control',
  );
  const sentences = firstParagraph(families).split(/(?<=\.) (?=[A-Z])/);

  it('says first what each method gains over the baseline, with its interval', () => {
    expect(sentences[0]).toMatch(
      /^Over independent, with 8 seeds, control gains 2\.\d\d points \(95 % interval \+\d\.\d\d to \+\d\.\d\d\), competitive gains .* and mutual gains 0\.03 points \(95 % interval -\d\.\d\d to \+\d\.\d\d, so it may be nothing\)\.$/,
    );
  });
  it('says second what it gains over the control with the same perturbation, also where that is nothing', () => {
    expect(sentences[1]).toMatch(
      /^Over control, the control with the same perturbation, with 8 seeds, competitive gains 0\.07 points \(95 % interval -\d\.\d\d to \+\d\.\d\d, so it may be nothing\)\.$/,
    );
  });
  it('says then what is established and what is not', () => {
    expect(sentences.slice(2, 4)).toEqual([
      'The study establishes that control and competitive are better than independent.',
      'It does not establish that mutual differs from independent or that competitive differs from control.',
    ]);
  });
  it('has a family of its own for the control, corrected alone', () => {
    expect(
      families.map(({ role, to, pairs }) => [role, to, pairs.map(({ method }) => method)]),
    ).toEqual([
      ['baseline', 'independent', ['control', 'competitive', 'mutual']],
      ['control', 'control', ['competitive']],
    ]);
    const [pair] = families[1]!.pairs;
    expect(pair!.corrected).toBe(pair!.permutation);
    expect(families[1]!.leftOut).toEqual([{ method: 'mutual', why: 'it is not perturbed' }]);
  });
  it('compares all with a control that is not perturbed', () => {
    const plain = familiesOf(
      measured([independent, ['long', independent[1]], competitive, mutual]),
      'independent',
      'long',
    );
    expect(plain[1]!.pairs.map(({ method }) => method)).toEqual(['competitive', 'mutual']);
    expect(firstParagraph(plain)).toContain(
      'Over long, the control, with 8 seeds, competitive gains',
    );
  });
  it('says a loss, and a gain of nothing', () => {
    const text = firstParagraph(
      familiesOf(
        measured([independent, ['same', independent[1]], ['worse', [1, 2, 4, 3, 5, 6, 7, 8]]]),
        'independent',
      ),
    );
    expect(text).toContain('same gains nothing (its 95 % interval cannot be said)');
    expect(text).toMatch(/worse loses \d\d\.\d\d points/);
    expect(text).toContain('establishes that worse is worse than independent');
  });
  it.each([
    { seeds: 1, methods: 1, least: '1.000', fewest: 6 },
    { seeds: 2, methods: 1, least: '0.500', fewest: 6 },
    { seeds: 3, methods: 2, least: '0.250, or 0.500 corrected for 2 comparisons', fewest: 7 },
    { seeds: 5, methods: 1, least: '0.063', fewest: 6 },
    { seeds: 7, methods: 4, least: '0.016, or 0.063 corrected for 4 comparisons', fewest: 8 },
  ])(
    'with $seeds seeds of $methods methods it says the smallest p that there can be',
    ({ seeds, methods, least, fewest }) => {
      const cut = ([id, counts]: Method): Method => [id, counts.slice(0, seeds)];
      const others = Array.from(
        { length: methods },
        (_, i): Method =>
          cut([`m${i}`, independent[1].map((right, seed) => right + 10 + ((seed + i) % 3))]),
      );
      const families = familiesOf(measured([cut(independent), ...others]), 'independent');
      const text = [firstParagraph(families), ...criterion({ families })].join(' ');
      expect(text).toContain('The study establishes no difference between methods.');
      expect(text).toContain(
        `cannot give less than p = ${least}: a difference to independent takes at least ${fewest} seeds`,
      );
    },
  );
});

describe('a study with a control', () => {
  const runs = ['independent', 'control', 'competitive'].flatMap((id, m) =>
    [1, 2, 3].map((seed) => run(id, seed, 0.8 + 0.01 * m + 0.001 * seed * (m + 1))),
  );
  const report = reportOn(['independent', 'control', 'competitive'], runs, 'control');
  it('has its comparisons in a table and a chart of their own, and in the page', () => {
    const table = tables(report).find(({ id }) => id === 'differences-to-control')!;
    expect(table.title).toBe('Paired differences to control, the control');
    expect(table.rows.map(([method]) => method)).toEqual(['competitive']);
    const chart = charts(report).find(({ id }) => id === 'difference-to-control')!;
    expect(chart.rows.map(({ method }) => method)).toEqual(['competitive']);
    const html = page(report, tables(report), []);
    expect(html).toContain('id="table-differences-to-control"');
    const first = /<main><div class="lead" role="note"><p>(.*?)<\/p>/.exec(html)![1]!;
    expect(first).toBe(firstParagraph(report.families));
    expect(first).toMatch(
      /^Over independent, with 3 seeds, .* Over control, the control, with 3 seeds, competitive gains .* It does not establish /,
    );
  });
  it('is the same without one, but for that', () => {
    const [family] = reportOn(['independent', 'control', 'competitive'], runs).families;
    expect(family).toEqual(report.families[0]);
  });
});

describe('a verdict', () => {
  const pairOf = (a: readonly number[], b: readonly number[], more: object = {}): PairedResult => {
    const shares = (counts: readonly number[]) => counts.map((right) => ({ right, of: examples }));
    const found = compareCounts(shares(a), shares(b));
    return {
      ...found,
      method: 'x',
      to: 'y',
      corrected: found.permutation,
      established: false,
      differences: [],
      notFinite: [],
      ...more,
    };
  };
  it('is "better" or "worse" where that is established alone', () => {
    const above = [300, 302, 304, 303, 305, 301];
    const below = [290, 293, 294, 292, 296, 290];
    expect(verdict(pairOf(above, below, { established: true }))).toMatch(
      /^x is better than y: \+2\.\d\d points over 6 seeds, 95 % interval/,
    );
    expect(verdict(pairOf(below, above, { established: true }))).toMatch(/^x is worse than y: -2/);
    expect(verdict(pairOf(above, below))).toMatch(
      /^x was better than y by .*, which does not establish a difference\. A permutation test/,
    );
  });
  it.each([
    { about: 'one seed', a: [300], b: [290] },
    { about: 'two seeds far from zero', a: [300, 310], b: [200, 210.5].map(Math.floor) },
    { about: 'two seeds of one difference', a: [300, 310], b: [290, 300] },
    { about: 'three seeds of one difference', a: [300, 310, 320], b: [290, 300, 310] },
    { about: 'five seeds of one difference', a: [1, 2, 3, 4, 5], b: [0, 1, 2, 3, 4] },
    { about: 'three clear seeds', a: [300, 311, 320], b: [290, 300, 310] },
  ])('never is without doubt: $about', ({ a, b }) => {
    const [family] = familiesOf(
      measured([
        ['y', b],
        ['x', a],
      ]),
      'y',
    );
    const [pair] = family!.pairs;
    expect(pair!.established).toBe(false);
    const text = verdict(pair!);
    expect(text).not.toMatch(/is better|is worse/);
    expect(text).toMatch(
      /says nothing about another seed|does not establish a difference|cannot be told apart/,
    );
    if (pair!.effect === null && a.length > 1) expect(text).toContain('effect size');
    if (pair!.interval === null && a.length > 1)
      expect(text).toMatch(
        /95 % interval, p of the t test, effect size and number of seeds to see a difference cannot be said: the difference is the same at every seed/,
      );
  });
  it('names ties, and seeds without an accuracy', () => {
    expect(verdict(pairOf([3, 4, 6], [3, 3, 3], { notFinite: [7] }))).toMatch(
      /At 1 of 3 seeds the two are equal\. Left out for an accuracy that is not a finite number: seed 7\.$/,
    );
  });
});

describe('what cannot be said', () => {
  const finished = (method: string, seed: number, right: number): RunRecord => ({
    ...run(method, seed, 0.9),
    ...runWith(method, seed, {
      epochs: 1,
      curves: {
        'test/accuracy/a': [Math.fround(right / examples)],
        'test/accuracy/b': [Math.fround(right / examples)],
      },
      teaching: {},
    }),
    examples: { test: examples },
  });
  const studyOf = (mutual: readonly number[], own: readonly number[]) =>
    reportOn(
      ['independent', 'mutual'],
      [
        ...own.map((right, i) => finished('independent', i + 1, right)),
        ...mutual.map((right, i) => finished('mutual', i + 1, right)),
      ],
    );
  const cells = (report: ReturnType<typeof studyOf>, id: string) => {
    const table = tables(report).find((one) => one.id === id)!;
    const row = table.rows.find(([method]) => method === 'mutual')!;
    return Object.fromEntries(table.head.map((name, i) => [name, row[i]!]));
  };
  const all = ['95 % interval', 'p (t test)', 'effect size', 'seeds to see 1 point'];
  it.each([
    { about: 'one seed', mutual: [330], own: [320], unsaid: all },
    { about: 'two seeds', mutual: [330, 333], own: [320, 320], unsaid: ['effect size'] },
    { about: 'the same difference at two seeds', mutual: [330, 331], own: [320, 321], unsaid: all },
    {
      about: 'the same difference at three seeds',
      mutual: [330, 332, 334],
      own: [320, 322, 324],
      unsaid: all,
    },
    {
      about: 'no difference at four seeds',
      mutual: [320, 322, 324, 325],
      own: [320, 322, 324, 325],
      unsaid: all,
    },
    { about: 'three seeds that differ', mutual: [330, 332, 335], own: [320, 322, 324], unsaid: [] },
  ])('$about', ({ mutual: mine, own, unsaid }) => {
    const report = studyOf(mine, own);
    const row = cells(report, 'differences');
    for (const name of all)
      expect(row[name] === 'cannot be said', `${name}: ${row[name]}`).toBe(unsaid.includes(name));
    expect(Object.values(row).join(' ')).not.toMatch(/NaN|null|undefined|Infinity/);
    expect(row['smallest p possible']).toBe((2 / 2 ** mine.length).toFixed(3));
    const markdown = toMarkdown(tables(report).find(({ id }) => id === 'differences')!);
    if (unsaid.length > 0) expect(markdown).toContain('cannot be said');
    expect(conclusion(report).join(' ')).not.toMatch(/is better|is worse/);
  });
  it('of a method whose seeds all have one accuracy, the interval', () => {
    const report = studyOf([330, 330, 330], [320, 321, 322]);
    expect(cells(report, 'results')).toMatchObject({
      'test accuracy, %': '90.66 ± 0.00',
      '95 % interval, t': 'cannot be said',
      '95 % interval, bootstrap': 'cannot be said',
    });
    expect(tables(report)[0]!.notes).toEqual([
      'What cannot be said of mutual: all seeds have the same value, so how far seeds differ is not seen.',
    ]);
  });
});
