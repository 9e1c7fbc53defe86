import type { Interval } from '../statistics/describe.ts';
import { costOf } from './cost.ts';
import type { MethodResults, PairedResult, StudyReport } from './model.ts';
import type { Table } from './tableText.ts';

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const percent = (values: readonly number[]) =>
  values.length === 0 ? '' : (100 * mean(values)).toFixed(2);
const deviation = ({ accuracy }: MethodResults) =>
  accuracy?.deviation === undefined ? '' : ` ± ${(100 * accuracy.deviation).toFixed(2)}`;
const interval = (found: Interval | undefined) =>
  found ? `${(100 * found.low).toFixed(2)} to ${(100 * found.high).toFixed(2)}` : '';

function results(report: StudyReport): Table {
  return {
    id: 'results',
    title: 'Results',
    head: [
      'method',
      'seeds',
      `${report.split} accuracy, %`,
      '95 % interval, t',
      '95 % interval, bootstrap',
      'validation-selected, %',
      'best network, %',
    ],
    rows: report.methods.map((method) => [
      method.id,
      String(method.seeds.length),
      method.accuracy ? `${(100 * method.accuracy.mean).toFixed(2)}${deviation(method)}` : '',
      interval(method.accuracy?.t),
      interval(method.accuracy?.bootstrap),
      percent(method.selected),
      percent(method.best),
    ]),
  };
}

function differences(report: StudyReport): Table {
  const points = (value: number | undefined) =>
    value === undefined ? '' : (100 * value).toFixed(2);
  return {
    id: 'differences',
    title: `Paired differences to ${report.baseline}`,
    head: [
      'method',
      'seeds',
      'difference, points',
      '95 % interval',
      'p (t test)',
      'p (permutation)',
      'p (Holm)',
      'superiority',
      'effect size',
      'seeds to see 1 point',
    ],
    rows: report.pairs.map((pair) => [
      pair.method,
      String(pair.pairs),
      points(pair.difference),
      interval(pair.interval),
      pair.tTest?.toFixed(3) ?? '',
      pair.permutation.toFixed(3),
      pair.corrected.toFixed(3),
      pair.superiority.toFixed(2),
      pair.effect?.toFixed(2) ?? '',
      seedsText(pair, 1),
    ]),
  };
}

function seeds(report: StudyReport): Table {
  const rows = report.pairs.filter(({ seedsNeeded }) => seedsNeeded.length > 0);
  const asked = rows[0]?.seedsNeeded.map(({ points }) => points) ?? [];
  return {
    id: 'seeds',
    title: 'Seeds needed to see a difference',
    head: [
      'method',
      'deviation of differences, points',
      ...asked.map((points) => `seeds to see ${points} point${points === 1 ? '' : 's'}`),
    ],
    rows: rows.map((pair) => [
      pair.method,
      (100 * pair.deviation!).toFixed(2),
      ...asked.map((points) => seedsText(pair, points)),
    ]),
  };
}

const seedsText = ({ seedsNeeded }: PairedResult, asked: number) => {
  const found = seedsNeeded.find(({ points }) => points === asked)?.seeds;
  return found === undefined ? '' : found >= 1000 ? '1000 or more' : String(found);
};

function together(report: StudyReport): Table {
  const number = (values: readonly number[]) => (values.length > 0 ? mean(values).toFixed(3) : '');
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
      .filter(({ nll }) => nll.length > 0)
      .map((method) => [
        method.id,
        number(method.nll),
        number(method.ece),
        percent(method.disagreement.map((share) => 1 - share)),
        percent(method.ensemble),
        percent(method.ensemble.map((value, i) => value - method.last[i]!)),
        number(method.ensembleNll),
        number(method.ensembleEce),
      ]),
  };
}

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
    const [wins, gain] = [
      over(({ perturbedWins }) => perturbedWins),
      over(({ gainAfterWin }) => gainAfterWin),
    ];
    return [
      [
        method.id,
        `${(100 * over(({ switchRate }) => switchRate)!).toFixed(1)}`,
        over(({ margin }) => margin)!.toFixed(4),
        wins === undefined ? '' : (100 * wins).toFixed(1),
        gain === undefined ? '' : gain.toFixed(4),
      ],
    ];
  });
  return {
    id: 'competition',
    title: 'The competition',
    head: [
      'method',
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
    title: 'Perturbations, and how often the network that they hit won',
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
      const accuracy = method.accuracy ? (100 * method.accuracy.mean).toFixed(2) : '';
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
  [results, differences, seeds, competition, perturbations, together, cost]
    .map((table) => table(report))
    .filter(({ rows }) => rows.length > 0);
