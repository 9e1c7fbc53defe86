import { ofPeer, ofSplit, parseMetric, type Report } from '@codistill/core';
import { labels, pairName, parseEdge, type Resolved } from '@codistill/core/engine';
import { deployedOf } from './cost.ts';
import type { Message } from './messages.ts';

/** The progress of a run after a report of its training. */
export function progressMessage(
  { moment, metrics }: Report,
  { setup, task, experiment }: Resolved,
): Message {
  const [main] = task.metrics;
  const deployed = Object.values(deployedOf(setup)).map((peer) =>
    moment.history[ofSplit('validation', ofPeer(main.name, peer))]?.at(-1),
  );
  const known = deployed.filter((value) => value !== undefined);
  const edges = metrics.names.flatMap((name, i) => {
    const { split = 'train', measure, of } = parseMetric(name);
    const edge = split === 'train' && measure === 'weight' ? parseEdge(of ?? '') : undefined;
    return edge && /^(kl|l2)/.test(edge.loss) && edge.from !== labels
      ? [[pairName(edge), metrics.values[i]!] as const]
      : [];
  });
  const strongest = edges.sort((a, b) => b[1] - a[1])[0];
  return {
    type: 'progress',
    step: moment.step,
    megabytes: Math.round(process.memoryUsage.rss() / 2 ** 20),
    ...(known.length > 0 && {
      value: known.reduce((sum, value) => sum + value, 0) / known.length,
      ...(experiment.task !== undefined && { metric: main }),
    }),
    ...(strongest && strongest[1] > 0 && { teaches: strongest }),
  };
}
