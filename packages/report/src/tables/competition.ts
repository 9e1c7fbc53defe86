import type { CompetitionSummary } from '../history/competition.ts';
import type { MethodResults, Report } from '../report.ts';
import type { Table } from './table.ts';

const competitionsOf = ({ runs }: MethodResults): CompetitionSummary[] =>
  runs.flatMap(({ history }) => history?.competition ?? []);

/** Which network won the steps, and by how much. */
export function competitionTable({ methods }: Report): Table {
  const rows = methods.flatMap((method) => {
    const competitions = competitionsOf(method);
    if (competitions.length === 0) return [];
    const over = (value: (one: CompetitionSummary) => number | undefined) =>
      mean(competitions.flatMap((one) => value(one) ?? []));
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

const mean = (values: readonly number[]): number | undefined =>
  values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : undefined;

/** How often each perturbation was applied to a network, and how often that network won. */
export function perturbationsTable({ methods }: Report): Table {
  const rows = methods.flatMap((method) => {
    const all = competitionsOf(method).flatMap(({ byPerturbation }) =>
      Object.entries(byPerturbation),
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
