import { parseMetric } from '@codistill/core';
import { labels, parseEdge } from '@codistill/core/engine';
import { type CompetitionSummary, competitionOf } from './competition.ts';
import { type MetricLine, numberIn } from './metricLine.ts';

export type { CompetitionSummary } from './competition.ts';
export type { MetricLine } from './metricLine.ts';

/**
 * A metric at the place of each epoch; undefined where it was not measured after it: the test split
 * is not evaluated after each.
 */
export type Curve = readonly (number | undefined)[];

/**
 * By edge name and epoch, the mean weight: who taught whom, and how much. Edges from the labels are
 * left out.
 */
export type Teaching = Readonly<Record<string, Curve>>;

/** What a run's metrics say, for tables and charts. */
export interface RunHistory {
  readonly epochs: number;
  /** By metric, by epoch: train/..., validation/..., test/... */
  readonly curves: Readonly<Record<string, Curve>>;
  readonly teaching: Teaching;
  readonly competition?: CompetitionSummary;
}

/**
 * Reads a run's lines, which are given one by one: a log may be of any length. An epoch that a run
 * was stopped at may have two lines, of which the second, its end, has all that the first has.
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

/** Reads the lines of a run. */
export function historyOf(lines: Iterable<MetricLine>): RunHistory {
  const { add, history } = historyReader();
  for (const line of lines) add(line);
  return history();
}
