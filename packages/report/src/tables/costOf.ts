import type { MethodResults } from '../report.ts';
import type { RunRecord } from '../runRecord.ts';

/**
 * The mean cost of a run of a method, over its finished runs. Seconds and passes include those of
 * the runs whose networks it starts from.
 */
export interface Cost {
  readonly steps?: number;
  readonly forwardPasses?: number;
  readonly backwardPasses?: number;
  /** Forward and backward passes of the teachers' runs, which the counts above include. */
  readonly teacherPasses?: number;
  readonly seconds?: number;
  readonly megabytes?: number;
}

/**
 * The mean cost of a run, including that of its teachers, because the method needs trained
 * networks.
 */
export function costOf({ runs }: MethodResults): Cost {
  const finished = runs.filter(({ status }) => status === 'finished');
  const mean = <K extends keyof Cost>(
    key: K,
    value: (run: RunRecord) => number | undefined,
  ): Pick<Cost, K> => {
    const values = finished.flatMap((run) => value(run) ?? []);
    return (
      values.length > 0 ? { [key]: values.reduce((sum, one) => sum + one, 0) / values.length } : {}
    ) as Pick<Cost, K>;
  };
  return {
    ...mean('steps', ({ steps }) => steps),
    ...mean('forwardPasses', ({ forwardPasses, before }) =>
      plus(forwardPasses, before?.forwardPasses),
    ),
    ...mean('backwardPasses', ({ backwardPasses, before }) =>
      plus(backwardPasses, before?.backwardPasses),
    ),
    ...mean(
      'teacherPasses',
      ({ before }) => before && before.forwardPasses + before.backwardPasses,
    ),
    ...mean('seconds', ({ seconds, before }) => plus(seconds, before?.seconds)),
    ...mean('megabytes', ({ megabytes }) => megabytes),
  };
}

const plus = (own: number | undefined, before = 0): number | undefined =>
  own === undefined ? undefined : own + before;
