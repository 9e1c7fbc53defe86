import { labels, parseEdge, parseMetric } from '@codistill/core';
import { type CompetitionFacts, competitionOf } from './competition.ts';
import { type MetricLine, numberIn } from './metricLine.ts';

export type { CompetitionFacts } from './competition.ts';
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
export interface RunFacts {
  readonly epochs: number;
  /** By metric, by epoch: train/..., validation/..., test/... */
  readonly curves: Readonly<Record<string, Curve>>;
  readonly teaching: Teaching;
  readonly competition?: CompetitionFacts;
}

/**
 * What the lines of a run say, which are given one by one: a log may be of any length. An epoch that
 * a run was stopped at may have two lines, of which the second, its end, has all that the first has.
 */
export function factsOfLines(): { add(line: MetricLine): void; facts(): RunFacts } {
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
    facts() {
      const filled = Object.entries(curves).map(
        ([name, curve]) => [name, Array.from({ length: epochs }, (_, i) => curve[i])] as const,
      );
      const teaching = filled.flatMap(([name, curve]) => {
        const { split, measure, of = '' } = parseMetric(name);
        const edge = split === 'train' && measure === 'weight' ? parseEdge(of) : undefined;
        return edge && edge.from !== labels ? [[of, curve] as const] : [];
      });
      const found = competition.facts();
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
export function runFacts(lines: Iterable<MetricLine>): RunFacts {
  const { add, facts } = factsOfLines();
  for (const line of lines) add(line);
  return facts();
}
