import { pairName, parseEdge } from '@codistill/core/engine';
import type { Report } from '../report.ts';
import type { Chart } from './chart.ts';
import { notDrawn } from './drawable.ts';
import { linesByMethod, meanByEpoch } from './overEpochs.ts';

/**
 * The mean weight of every edge between peers, by epoch. Edges of one loss suffice: if a method has
 * several losses, each pair has the same weight in all of them.
 */
export function teachingChart(report: Report): Chart[] {
  const rows = report.methods.flatMap((method) => {
    const runs = method.runs.flatMap((run) => (run.history ? [run.history.teaching] : []));
    const edges = [...new Set(runs.flatMap((teaching) => Object.keys(teaching)))];
    const losses = edges.map((edge) => parseEdge(edge)?.loss);
    const loss = losses.includes('kl') ? 'kl' : losses[0];
    return edges
      .filter((_, i) => losses[i] === loss)
      .flatMap((edge) =>
        meanByEpoch(runs.flatMap((teaching) => (teaching[edge] ? [teaching[edge]] : []))).map(
          ({ epoch, value }) => ({
            method: method.id,
            edge: pairName(parseEdge(edge)!),
            epoch,
            weight: value,
          }),
        ),
      );
  });
  if (rows.length === 0) return [];
  return [
    {
      id: 'teaching',
      title: 'Who taught whom over time',
      describes: `The mean weight of every edge from one network to another, by epoch, over seeds. Where a network teaches in the batches that it wins, it is the share of those.${notDrawn(rows)}`,
      rows,
      spec: linesByMethod(rows, { value: 'weight', line: 'edge' }),
    },
  ];
}
