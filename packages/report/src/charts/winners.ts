import type { Report } from '../report.ts';
import { type Chart, percent } from './chart.ts';
import { notDrawn } from './drawable.ts';
import { linesByMethod, meanByEpoch } from './overEpochs.ts';

/** The network with the lowest loss, by epoch. */
export function winnersChart(report: Report): Chart[] {
  const rows = report.methods.flatMap((method) => {
    const runs = method.runs.flatMap((run) =>
      run.history?.competition ? [run.history.competition.bestShare] : [],
    );
    const networks = [
      ...new Set(runs.flatMap((epochs) => Object.keys(epochs.find(Boolean) ?? {}))),
    ];
    return networks.flatMap((network) =>
      meanByEpoch(runs.map((epochs) => epochs.map((share) => share && (share[network] ?? 0)))).map(
        ({ epoch, value }) => ({ method: method.id, network, epoch, share: percent(value) }),
      ),
    );
  });
  if (rows.length === 0) return [];
  return [
    {
      id: 'winners',
      title: 'Who won over time',
      describes: `The share of the steps of an epoch that are in the log, in percent, in which a network had the lowest loss on its view; the mean over seeds.${notDrawn(rows)}`,
      rows,
      spec: linesByMethod(rows, { value: 'share', line: 'network' }),
    },
  ];
}
