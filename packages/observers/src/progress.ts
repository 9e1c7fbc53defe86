import { defineObserver, type Report } from '@codistill/core';
import { z } from 'zod';

const write = z
  .custom<(line: string) => void>((value) => typeof value === 'function', 'expected a function of a line')
  .describe('Takes a line; default: standard error.');

/** 75 s as '1:15'. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (part: number) => String(part).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** A line a epoch: 'epoch 3/15, loss 0.412, validation accuracy a 93.1 %, b 92.4 %, 0:41 left'. */
export function epochLine({ moment, metrics }: Report, secondsLeft: number | undefined): string {
  const epochs = moment.progress > 0 ? Math.round((moment.epoch + 1) / moment.progress) : moment.epoch + 1;
  const value = (name: string) => metrics.values[metrics.names.indexOf(name)];
  const loss = value('train/loss');
  const accuracies = metrics.names
    .filter((name) => name.startsWith('validation/accuracy/'))
    .map((name) => `${name.slice('validation/accuracy/'.length)} ${(100 * value(name)!).toFixed(1)} %`);
  return [
    `epoch ${moment.epoch + 1}/${epochs}`,
    ...(loss === undefined ? [] : [`loss ${loss.toFixed(3)}`]),
    ...(accuracies.length > 0 ? [`validation accuracy ${accuracies.join(', ')}`] : []),
    ...(secondsLeft === undefined ? [] : [`${clock(secondsLeft)} left`]),
  ].join(', ');
}

/** Says after every epoch how far the run is, and how long it will take at the pace so far. */
export const progress = defineObserver({
  id: 'progress',
  about: 'A line after every epoch, with the time left.',
  options: z.object({ write: write.default(() => (line: string) => console.error(line)) }),
  create({ write: say }) {
    let begin: { readonly at: number; readonly progress: number } | undefined;
    return {
      see(report) {
        begin ??= { at: performance.now(), progress: report.moment.progress };
        if (report.kind !== 'epoch') return;
        const done = report.moment.progress - begin.progress;
        const left = done > 0 ? ((performance.now() - begin.at) / 1000 / done) * (1 - report.moment.progress) : undefined;
        say(epochLine(report, left));
      },
    };
  },
});
