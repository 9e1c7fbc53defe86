import { defineObserver, type Metric, ofSplit, parseMetric, type Report } from '@codistill/core';
import { z } from 'zod';

const write = z
  .custom<(line: string) => void>(
    (value) => typeof value === 'function',
    'expected a function of a line',
  )
  .default(() => (line: string) => console.error(line))
  .describe(
    'Function that takes a line, which only code can give; default: writes to standard error.',
  );

/** A duration as minutes and seconds: 75 s gives '1:15'. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (part: number) => String(part).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** '93.1 %' for a share, '8.24 degrees' for a value with a unit. */
const valueIn = (unit: string, value: number): string =>
  unit === '%'
    ? `${(100 * value).toFixed(1)} %`
    : `${Number(value.toPrecision(3))}${unit === '' ? '' : ` ${unit}`}`;

/**
 * A report as a line: 'epoch 3/15, loss 0.412, validation accuracy a 93.1 %, b 92.4 %, 0:41 left',
 * or within an epoch 'epoch 3/15, step 120/390, loss 0.398, 0:52 left'.
 */
export function progressLine(
  { kind, moment, metrics }: Report,
  secondsLeft: number | undefined,
  main: Pick<Metric, 'name' | 'words' | 'unit'> = {
    name: 'accuracy',
    words: 'accuracy',
    unit: '%',
  },
): string {
  const { step, epoch, stepsPerEpoch, epochs, progress } = moment;
  const value = (name: string) => metrics.values[metrics.names.indexOf(name)];
  const loss = value(kind === 'step' ? 'loss' : ofSplit('train', 'loss'));
  const values = metrics.names
    .map((name) => ({ name, ...parseMetric(name) }))
    .filter(({ split, measure, of }) => split === 'validation' && measure === main.name && of)
    .map(({ name, of }) => `${of} ${valueIn(main.unit, value(name)!)}`);
  return [
    `epoch ${epoch + 1}${progress > 0 ? `/${epochs}` : ''}`,
    ...(kind === 'step' ? [`step ${(step % stepsPerEpoch) + 1}/${stepsPerEpoch}`] : []),
    ...(loss === undefined ? [] : [`loss ${loss.toFixed(3)}`]),
    ...(values.length > 0 ? [`validation ${main.words} ${values.join(', ')}`] : []),
    ...(secondsLeft === undefined ? [] : [`${clock(secondsLeft)} left`]),
  ].join(', ');
}

/**
 * Prints the progress of the run and an estimate of the remaining time: after every epoch, and at
 * intervals within a long epoch. It prints plain lines without control characters.
 */
export const progress = defineObserver({
  id: 'progress',
  about: 'Prints a line after every epoch, with the time left.',
  options: z.object({
    write,
    everySeconds: z
      .number()
      .nonnegative()
      .default(30)
      .describe('Seconds between two lines within an epoch; 0 prints one after every step.'),
  }),
  create({ write: say, everySeconds }) {
    let begin: { readonly at: number; readonly progress: number } | undefined;
    let said = performance.now();
    let main: Metric | undefined;
    return {
      begin(given) {
        main = given.main;
      },
      see(report) {
        const now = performance.now();
        begin ??= { at: now, progress: report.moment.progress };
        if (report.kind === 'step' && now - said < 1000 * everySeconds) return;
        said = now;
        const done = report.moment.progress - begin.progress;
        say(
          progressLine(
            report,
            done > 0 ? ((now - begin.at) / 1000 / done) * (1 - report.moment.progress) : undefined,
            main,
          ),
        );
      },
    };
  },
});
