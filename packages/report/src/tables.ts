import { verdict } from './conclusion.ts';
import { costOf } from './cost.ts';
import type { Family, PairedResult } from './families.ts';
import type { MethodResults, StudyReport } from './model.ts';
import { cannotBeSaid, intervalText, meanText, percent, pText, type Values } from './numbers.ts';
import { seedsNeeded } from './statistics/compare.ts';
import type { Table } from './tableText.ts';

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Mean and deviation over seeds, in percent. */
function accuracyText({ accuracy, last, diverged }: MethodResults): string {
  if (!accuracy) return diverged.length > 0 ? 'diverged' : 'no result';
  const { mean: centre, deviation, count } = accuracy;
  const spread = deviation === null ? '' : ` ± ${percent(deviation)}`;
  const some = count === last.length ? '' : ` (${count} of ${last.length} seeds)`;
  return `${percent(centre)}${spread}${some}`;
}

function results(report: StudyReport): Table {
  const chosen = report.methods.some(({ selected }) =>
    selected.some((value) => value !== undefined),
  );
  return {
    id: 'results',
    title: 'Results',
    head: [
      'method',
      'seeds',
      `${report.split} accuracy, %`,
      '95 % interval, t',
      '95 % interval, bootstrap',
      ...(chosen ? ['validation-selected, %'] : []),
      'best network, %',
    ],
    rows: report.methods.map((method) => [
      method.id,
      String(method.seeds.length),
      accuracyText(method),
      method.accuracy ? intervalText(method.accuracy.t, percent) : '',
      method.accuracy ? intervalText(method.accuracy.bootstrap, percent) : '',
      ...(chosen ? [meanText(method.selected, percent)] : []),
      meanText(method.best, percent),
    ]),
    notes: report.methods.flatMap(({ id, accuracy }) =>
      [...new Set(Object.values(accuracy?.because ?? {}))].map(
        (why) => `What cannot be said of ${id}: ${why}.`,
      ),
    ),
  };
}

const pointsText = (value: number | null) => (value === null ? cannotBeSaid : percent(value));

const differences = ({ role, to, pairs, leftOut }: Family): Table => ({
  id: role === 'baseline' ? 'differences' : 'differences-to-control',
  title: `Paired differences to ${to}${role === 'control' ? ', the control' : ''}`,
  head: [
    'method',
    'seeds',
    'difference, points',
    '95 % interval',
    'p (t test)',
    'p (permutation)',
    'smallest p possible',
    'p (Holm)',
    'superiority',
    'effect size',
    'seeds to see 1 point',
  ],
  rows: pairs.map((pair) => [
    pair.method,
    String(pair.pairs),
    pointsText(pair.difference),
    intervalText(pair.interval, percent),
    pText(pair.tTest),
    pText(pair.permutation),
    pText(pair.smallestPermutation),
    pText(pair.corrected),
    pair.superiority.toFixed(2),
    pair.effect === null ? cannotBeSaid : pair.effect.toFixed(2),
    seedsText(pair, 1),
  ]),
  notes: [
    ...pairs.map(verdict),
    ...leftOut.map(({ method, why }) => `${method} is not compared with ${to}: ${why}.`),
  ],
});

/** The differences, in points, for which the report says how many seeds they need. */
const asked = [0.25, 0.5, 1, 2] as const;

function seeds({ families: [family] }: StudyReport): Table {
  const pairs = family?.pairs ?? [];
  return {
    id: 'seeds',
    title: 'Seeds needed to see a difference',
    head: [
      'method',
      'deviation of differences, points',
      ...asked.map((points) => `seeds to see ${points} point${points === 1 ? '' : 's'}`),
    ],
    rows: pairs.map((pair) => [
      pair.method,
      pointsText(pair.deviation),
      ...asked.map((points) => seedsText(pair, points)),
    ]),
  };
}

/** Seeds at which a difference of so many points would be seen with power 0.8. */
function seedsText({ deviation }: PairedResult, points: number): string {
  if (!deviation) return cannotBeSaid;
  const found = seedsNeeded(points / 100, deviation);
  return found >= 1000 ? '1000 or more' : String(found);
}

function together(report: StudyReport): Table {
  const number = (values: Values) => meanText(values, (value) => value.toFixed(3));
  const share = (values: Values) => meanText(values, percent);
  return {
    id: 'ensemble',
    title: 'Calibration, agreement, ensemble',
    head: [
      'method',
      'NLL',
      'ECE',
      'agreement, %',
      'ensemble, %',
      'ensemble minus networks, points',
      'ensemble NLL',
      'ensemble ECE',
    ],
    rows: report.methods
      .filter(({ nll }) => nll.some((value) => value !== undefined))
      .map((method) => [
        method.id,
        number(method.nll),
        number(method.ece),
        share(method.disagreement.map((value) => (value === undefined ? undefined : 1 - value))),
        share(method.ensemble),
        share(method.ensemble.map((value, i) => minus(value, method.last[i]))),
        number(method.ensembleNll),
        number(method.ensembleEce),
      ]),
  };
}

/** At a seed that has both. */
const minus = (a: number | undefined, b: number | undefined) =>
  a === undefined || b === undefined ? undefined : a - b;

function competition(report: StudyReport): Table {
  const rows = report.methods.flatMap((method) => {
    const facts = method.runs.flatMap((run) =>
      run.facts?.competition ? [run.facts.competition] : [],
    );
    if (facts.length === 0) return [];
    const over = (value: (fact: (typeof facts)[number]) => number | undefined) => {
      const values = facts.flatMap((fact) => value(fact) ?? []);
      return values.length > 0 ? mean(values) : undefined;
    };
    const share = (value: number | undefined) =>
      value === undefined ? '' : (100 * value).toFixed(1);
    return [
      [
        method.id,
        over(({ steps }) => steps)!.toFixed(0),
        share(over(({ switchRate }) => switchRate)),
        over(({ margin }) => margin)!.toFixed(4),
        share(over(({ perturbedWins }) => perturbedWins)),
        over(({ gainAfterWin }) => gainAfterWin)?.toFixed(4) ?? '',
      ],
    ];
  });
  return {
    id: 'competition',
    title: 'The competition',
    head: [
      'method',
      'steps in the log',
      'switches of the best network, % of steps',
      'margin, best to second',
      'perturbed network won, % of its steps',
      'loss of the others: lower after it won than after it lost, by',
    ],
    rows,
  };
}

function perturbations(report: StudyReport): Table {
  const rows = report.methods.flatMap((method) => {
    const all = method.runs.flatMap((run) =>
      Object.entries(run.facts?.competition?.byPerturbation ?? {}),
    );
    return [...new Set(all.map(([name]) => name))].sort().map((name) => {
      const mine = all.filter(([other]) => other === name).map(([, counts]) => counts);
      const [hits, wins] = [
        mine.reduce((sum, count) => sum + count.hits, 0),
        mine.reduce((sum, count) => sum + count.wins, 0),
      ];
      return [method.id, name, String(hits), String(wins), ((100 * wins) / hits).toFixed(1)];
    });
  });
  return {
    id: 'perturbations',
    title: 'Perturbations in the log, and how often the network that they hit won',
    head: ['method', 'perturbation', 'hits', 'wins', 'won, % of hits'],
    rows,
  };
}

function cost(report: StudyReport): Table {
  return {
    id: 'cost',
    title: 'Cost of a run',
    head: [
      'method',
      `${report.split} accuracy, %`,
      'steps',
      'forward passes',
      'backward passes',
      'passes of its teachers',
      'seconds',
      'memory, MB',
    ],
    rows: report.methods.map((method) => {
      const { steps, forwardPasses, backwardPasses, teacherPasses, seconds, megabytes } =
        costOf(method);
      const whole = (value: number | undefined) => value?.toFixed(0) ?? '';
      const accuracy = method.accuracy ? percent(method.accuracy.mean) : '';
      return [
        method.id,
        accuracy,
        whole(steps),
        whole(forwardPasses),
        whole(backwardPasses),
        whole(teacherPasses),
        seconds?.toFixed(1) ?? '',
        whole(megabytes),
      ];
    }),
  };
}

/** The tables of the report that have rows. */
export const tables = (report: StudyReport): readonly Table[] =>
  [
    results(report),
    ...report.families.map(differences),
    ...[seeds, competition, perturbations, together, cost].map((table) => table(report)),
  ].filter(({ rows }) => rows.length > 0);
