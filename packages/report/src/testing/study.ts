import type { MetricLine } from '../history/metricLine.ts';
import { historyOf, type RunHistory } from '../history/runHistory.ts';
import type { Report } from '../report.ts';
import { reportOf } from '../reportOf.ts';
import type { RunRecord } from '../runRecord.ts';

/** The network that wins a step, and the one that is perturbed in it, in the runs below. */
export const winner = (step: number) => (step % 3 === 0 ? 'a' : 'b');
export const perturbed = (step: number) => (step % 2 ? 'a' : 'b');

/**
 * The lines of a run with two networks whose accuracies rise to `end`, as the jsonl observer writes
 * them.
 */
export function lines(
  end: number,
  epochs = 4,
  stepsPerEpoch = 6,
  splits: readonly string[] = ['validation', 'test'],
): MetricLine[] {
  return Array.from({ length: epochs }, (_, epoch) => {
    const at = end * (1 - 0.5 ** (epoch + 2));
    const steps = Array.from({ length: stepsPerEpoch }, (_step, i): MetricLine => {
      const step = epoch * stepsPerEpoch + i;
      return {
        kind: 'step',
        step,
        epoch,
        perturbed: [{ network: perturbed(step), perturbation: '0:mixup' }],
        loss: 2 - at,
        'score/a': winner(step) === 'a' ? 0.5 : 0.9,
        'score/b': winner(step) === 'b' ? 0.5 : 0.9,
      };
    });
    const measures = (split: string) => ({
      ...Object.fromEntries(
        ['a', 'b', 'ensemble'].flatMap((id, i) => [
          [`${split}/accuracy/${id}`, at + 0.01 * i],
          [`${split}/nll/${id}`, 1 - at],
          [`${split}/ece/${id}`, 0.05],
        ]),
      ),
      [`${split}/disagreement/a|b`]: 0.1,
    });
    const last: MetricLine = {
      kind: 'epoch',
      step: (epoch + 1) * stepsPerEpoch,
      epoch,
      'train/loss': 1 - at,
      'train/weight/kl/a->b': 1 / 3,
      'train/weight/kl/b->a': 2 / 3,
      'train/weight/ce/labels->a': 1,
      ...Object.fromEntries(splits.flatMap((split) => Object.entries(measures(split)))),
    };
    return [...steps, last];
  }).flat();
}

export const run = (method: string, seed: number, end: number): RunRecord => ({
  ...runWith(method, seed, historyOf(lines(end))),
  steps: 24,
  seconds: 12.5 + seed,
  megabytes: 210,
  forwardPasses: 48,
  backwardPasses: 48,
});

/**
 * A finished run of two networks with a history. If it has several epochs, the last one was
 * selected on the validation split.
 */
export function runWith(method: string, seed: number, history: RunHistory): RunRecord {
  const last = Object.fromEntries(
    Object.entries(history.curves).flatMap(([name, curve]) => {
      const value = curve[history.epochs - 1];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
  return {
    method,
    seed,
    status: 'finished',
    history,
    last,
    ...(history.epochs > 1 && { selected: { epoch: history.epochs - 1, metrics: last } }),
    deployed: { a: 'a', b: 'b' },
  };
}

/** A report on runs of the methods `ids`. */
export const reportOn = (
  ids: readonly string[],
  runs: readonly RunRecord[],
  control?: string,
): Report =>
  reportOf(
    {
      title: 'A study',
      methods: ids.map((id) => ({
        id,
        about: `The method ${id}.`,
        differs: id === 'independent' ? [] : [`strategy: "${id}"`],
      })),
      baseline: ids.find((id) => id === 'independent') ?? ids[0]!,
      ...(control !== undefined && { control }),
      study: {
        base: { dataset: 'digits' },
        methods: ids.map((id) => ({ id, entry: id })),
        seeds: [...new Set(runs.map(({ seed }) => seed))],
        observers: [],
        environment: { node: '20' },
        command: 'codistill compare',
      },
    },
    runs,
  );

/** Up to five methods, each a little better than the previous one, and a run that failed. */
export function study(methods: number, seeds: number): Report {
  const ids = ['independent', 'competitive', 'mutual', 'self', 'kdcl'].slice(0, methods);
  const runs = ids.flatMap((id, m) =>
    Array.from({ length: seeds }, (_, seed) =>
      run(id, seed + 1, 0.8 + 0.02 * m + 0.003 * Math.sin(7 * seed + m)),
    ),
  );
  const failed: RunRecord = {
    method: ids.at(1) ?? ids[0]!,
    seed: 99,
    status: 'failed',
    message: 'At step 3 the loss is not a finite number <b>',
  };
  return reportOn(ids, [...runs, failed]);
}
