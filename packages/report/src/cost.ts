import type { MethodResults, ReportRun } from './model.ts';

/**
 * What a run of a method costs, in the mean over its finished runs. Seconds and passes include
 * those of the runs whose networks it starts from.
 */
export interface Cost {
  readonly steps?: number;
  readonly forwardPasses?: number;
  readonly backwardPasses?: number;
  /** Forward and backward passes of its teachers' runs, which are in the counts above. */
  readonly teacherPasses?: number;
  readonly seconds?: number;
  readonly megabytes?: number;
}

/**
 * The mean cost of a run, its teachers' included: a method that needs a trained network would not
 * do without.
 */
export function costOf({ runs }: MethodResults): Cost {
  const finished = runs.filter(({ status }) => status === 'finished');
  const mean = <K extends keyof Cost>(
    key: K,
    value: (run: ReportRun) => number | undefined,
  ): Pick<Cost, K> => {
    const values = finished.flatMap((run) => value(run) ?? []);
    return (
      values.length > 0 ? { [key]: values.reduce((sum, one) => sum + one, 0) / values.length } : {}
    ) as Pick<Cost, K>;
  };
  return {
    ...mean('steps', ({ steps }) => steps),
    ...mean(
      'forwardPasses',
      ({ forwardPasses, before }) => forwardPasses + (before?.forwardPasses ?? 0),
    ),
    ...mean(
      'backwardPasses',
      ({ backwardPasses, before }) => backwardPasses + (before?.backwardPasses ?? 0),
    ),
    ...mean(
      'teacherPasses',
      ({ before }) => before && before.forwardPasses + before.backwardPasses,
    ),
    ...mean('seconds', ({ seconds, before }) =>
      seconds === undefined ? undefined : seconds + (before?.seconds ?? 0),
    ),
    ...mean('megabytes', ({ megabytes }) => megabytes),
  };
}
