import { clock } from '@codistill/observers';
import { metricText, type RunProgress, type StudyStatus } from '@codistill/study';
import { plainTable } from './comparisonTable.ts';

const count = (runs: readonly RunProgress[], state: RunProgress['state']) =>
  runs.filter((run) => run.state === state).length;

/** '3 of 6 runs finished, 1 diverged, 2 waiting'. */
export function statusLine({ runs }: StudyStatus): string {
  const others = (['diverged', 'failed', 'begun', 'waiting'] as const)
    .map((state) => [count(runs, state), state] as const)
    .filter(([number]) => number > 0)
    .map(([number, state]) => `${number} ${state}`);
  return [`${count(runs, 'finished')} of ${runs.length} runs finished`, ...others].join(', ');
}

/** One row for each run. */
export const statusTable = ({ metric, runs }: StudyStatus): string =>
  plainTable(
    ['method', 'seed', 'state', 'epoch', `validation ${metric.words}`, 'training', 'last written'],
    runs.map(({ method, seed, state, epoch, epochs, value, seconds, silent }) => [
      method,
      String(seed),
      state,
      `${epoch}/${epochs}`,
      value === undefined ? '' : metricText(metric, value),
      seconds === undefined ? '' : clock(seconds),
      silent === undefined ? '' : `${clock(silent)} ago`,
    ]),
    [1, 3, 4, 5, 6],
  );

/** Why runs diverged or failed, one line for each. */
export const reasons = ({ runs }: StudyStatus): readonly string[] =>
  runs.flatMap(({ id, message }) => (message === undefined ? [] : [`${id}: ${message}`]));
