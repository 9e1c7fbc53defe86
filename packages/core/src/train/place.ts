import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { Moment } from '../contracts/moment.ts';
import type { StepMetrics } from '../contracts/program.ts';

/** The position of a run between two steps. */
export type Place = Pick<Checkpoint, 'step' | 'history' | 'open' | 'stop'>;

/** The position of a run that has not begun. */
export const start: Place = { step: 0, history: {}, open: { count: 0, sums: {} } };

/** The sums of an epoch with one more step. */
export function added({ count, sums }: Place['open'], { names, values }: StepMetrics) {
  const next: Record<string, number> = { ...sums };
  names.forEach((name, i) => {
    next[name] = (next[name] ?? 0) + values[i]!;
  });
  return { count: count + 1, sums: next };
}

/** The history with the metrics of one more epoch. */
export const appended = (
  history: Moment['history'],
  metrics: Readonly<Record<string, number>>,
): Moment['history'] => ({
  ...history,
  ...Object.fromEntries(
    Object.entries(metrics).map(([name, value]) => [name, [...(history[name] ?? []), value]]),
  ),
});
