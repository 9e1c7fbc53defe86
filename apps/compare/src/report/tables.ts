import type { MethodResults, StudyReport } from './model.ts';

export interface Table {
  readonly id: string;
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const percent = (values: readonly number[]) => (values.length === 0 ? '' : (100 * mean(values)).toFixed(2));
const deviation = ({ accuracy }: MethodResults) => (accuracy?.deviation === undefined ? '' : ` ± ${(100 * accuracy.deviation).toFixed(2)}`);

function results(report: StudyReport): Table {
  return {
    id: 'results',
    title: 'Results',
    head: ['method', 'seeds', 'test accuracy, %', 'validation-selected, %', 'best network, %', 'ensemble, %', 'NLL', 'ECE', 'disagreement, %'],
    rows: report.methods.map((method) => [
      method.id,
      String(method.seeds.length),
      method.accuracy ? `${(100 * method.accuracy.mean).toFixed(2)}${deviation(method)}` : '',
      percent(method.selected),
      percent(method.best),
      percent(method.ensemble),
      method.nll.length > 0 ? mean(method.nll).toFixed(3) : '',
      method.ece.length > 0 ? mean(method.ece).toFixed(3) : '',
      percent(method.disagreement),
    ]),
  };
}

function differences(report: StudyReport): Table {
  const points = (value: number | undefined) => (value === undefined ? '' : (100 * value).toFixed(2));
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
      pair.interval ? `${points(pair.interval.low)} to ${points(pair.interval.high)}` : '',
      pair.tTest?.toFixed(3) ?? '',
      pair.permutation.toFixed(3),
      pair.corrected.toFixed(3),
      pair.superiority.toFixed(2),
      pair.effect?.toFixed(2) ?? '',
      pair.seedsForOnePoint === undefined ? '' : pair.seedsForOnePoint >= 1000 ? '1000 or more' : String(pair.seedsForOnePoint),
    ]),
  };
}

function competition(report: StudyReport): Table {
  const rows = report.methods.flatMap((method) => {
    const facts = method.runs.flatMap((run) => (run.facts?.competition ? [run.facts.competition] : []));
    if (facts.length === 0) return [];
    const over = (value: (fact: (typeof facts)[number]) => number | undefined) => {
      const values = facts.flatMap((fact) => value(fact) ?? []);
      return values.length > 0 ? mean(values) : undefined;
    };
    const [wins, gain] = [over(({ perturbedWins }) => perturbedWins), over(({ gainAfterWin }) => gainAfterWin)];
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
      'lower loss after it won',
    ],
    rows,
  };
}

function cost(report: StudyReport): Table {
  const over = (method: MethodResults, value: (run: MethodResults['runs'][number]) => number | undefined) => {
    const values = method.runs.filter(({ status }) => status === 'finished').flatMap((run) => value(run) ?? []);
    return values.length > 0 ? mean(values) : undefined;
  };
  return {
    id: 'cost',
    title: 'Cost of a run',
    head: ['method', 'steps', 'forward passes', 'backward passes', 'seconds', 'memory, MB'],
    rows: report.methods.map((method) => [
      method.id,
      over(method, (run) => run.facts?.steps)?.toFixed(0) ?? '',
      over(method, (run) => run.forwardPasses)?.toFixed(0) ?? '',
      over(method, (run) => run.backwardPasses)?.toFixed(0) ?? '',
      over(method, (run) => run.seconds)?.toFixed(1) ?? '',
      over(method, (run) => run.megabytes)?.toFixed(0) ?? '',
    ]),
  };
}

/** The tables of the report that have rows. */
export const tables = (report: StudyReport): readonly Table[] =>
  [results(report), differences(report), competition(report), cost(report)].filter(({ rows }) => rows.length > 0);

export const toMarkdown = ({ title, head, rows }: Table): string => {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return `## ${title}\n\n${[line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')}\n`;
};

export const toCsv = ({ head, rows }: Table): string =>
  `${[head, ...rows].map((row) => row.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')).join('\n')}\n`;

export const toLatex = ({ title, head, rows }: Table): string => {
  const escaped = (cell: string) => cell.replace(/[&%$#_{}]/g, '\\$&').replaceAll('±', '$\\pm$');
  const line = (cells: readonly string[]) => `${cells.map(escaped).join(' & ')} \\\\`;
  return `% ${title}\n\\begin{tabular}{l${'r'.repeat(head.length - 1)}}\n\\hline\n${line(head)}\n\\hline\n${rows.map(line).join('\n')}\n\\hline\n\\end{tabular}\n`;
};
