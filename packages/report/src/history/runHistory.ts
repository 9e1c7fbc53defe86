import { parseMetric } from '@codistill/core';
import { labels, parseEdge } from '@codistill/core/engine';
import { type CompetitionSummary, competitionOf } from './competition.ts';
import { type MetricLine, numberIn } from './metricLine.ts';

export type { CompetitionSummary } from './competition.ts';
export type { MetricLine } from './metricLine.ts';

/**
 * A metric at each epoch; undefined after epochs at which it was not measured. The test split, for
 * example, is not evaluated after every epoch.
 */
export type Curve = readonly (number | undefined)[];

/**
 * The mean weight by edge name and epoch, which shows who taught whom, and how much. Edges from the
 * labels are left out.
 */
export type Teaching = Readonly<Record<string, Curve>>;

/** What the log of a run contains, for tables and charts. */
export interface RunHistory {
  readonly epochs: number;
  /** Curves by metric: train/..., validation/..., test/... */
  readonly curves: Readonly<Record<string, Curve>>;
  readonly teaching: Teaching;
  readonly competition?: CompetitionSummary;
}

/**
 * Reads the lines of a run one by one, because a log may have any length. If a run was stopped at
 * the end of an epoch, the epoch may have two lines. The second one has everything that the first
 * one has.
 */
export function historyReader(): { add(line: MetricLine): void; history(): RunHistory } {
  const curves: Record<string, (number | undefined)[]> = {};
  let epochs = 0;
  const competition = competitionOf();
  return {
    add(line) {
      if (line.kind === 'step') return competition.add(line);
      for (const [name, value] of Object.entries(line))
        if (parseMetric(name).split !== undefined)
          (curves[name] ??= [])[line.epoch] = numberIn(value);
      epochs = Math.max(epochs, line.epoch + 1);
    },
    history() {
      const filled = Object.entries(curves).map(
        ([name, curve]) => [name, Array.from({ length: epochs }, (_, i) => curve[i])] as const,
      );
      const teaching = filled.flatMap(([name, curve]) => {
        const { split, measure, of = '' } = parseMetric(name);
        const edge = split === 'train' && measure === 'weight' ? parseEdge(of) : undefined;
        return edge && edge.from !== labels ? [[of, curve] as const] : [];
      });
      const found = competition.summary();
      return {
        epochs,
        curves: Object.fromEntries(filled),
        teaching: Object.fromEntries(teaching),
        ...(found && { competition: found }),
      };
    },
  };
}

/** The history from the lines of a run. */
export function historyOf(lines: Iterable<MetricLine>): RunHistory {
  const { add, history } = historyReader();
  for (const line of lines) add(line);
  return history();
}
