import os from 'node:os';
import { median } from './step.ts';

/** What a loader with a number of workers did in each round. */
export interface ImagesTimes {
  readonly task: string;
  readonly loader: 'codistill' | 'pytorch';
  readonly workers: number;
  readonly imagesPerSecond: readonly number[];
  /** Milliseconds of all processors for an image, which other work on the machine changes less. */
  readonly cpuMilliseconds: readonly number[];
  readonly version: string;
}

/**
 * Images a second and processor time as a Markdown table for each task, with ratios to DataLoader
 * with its best number of workers.
 */
export function imagesTable(times: readonly ImagesTimes[], command: string): string {
  const tables = [...new Set(times.map(({ task }) => task))].map((task) => {
    const group = times.filter((each) => each.task === task);
    const torch = group.filter(({ loader }) => loader === 'pytorch');
    const rate = ({ imagesPerSecond }: ImagesTimes) => median(imagesPerSecond);
    const cpu = ({ cpuMilliseconds }: ImagesTimes) => median(cpuMilliseconds);
    const best = Math.max(...torch.map(rate));
    const least = Math.min(...torch.map(cpu));
    const rows = group.map((each) =>
      [
        each.loader,
        each.workers,
        rate(each).toFixed(0),
        (rate(each) / best).toFixed(2),
        Math.max(...each.imagesPerSecond).toFixed(0),
        cpu(each).toFixed(2),
        (cpu(each) / least).toFixed(2),
      ].join(' | '),
    );
    return `### ${task}\n\n| loader | workers | images a second, median | relative to DataLoader's best | best round | processor ms an image, median | relative to DataLoader's least |\n|---|---|---|---|---|---|---|\n| ${rows.join(' |\n| ')} |\n`;
  });
  const versions = [...new Set(times.map(({ loader, version }) => `${loader}: ${version}`))];
  return `${tables.join('\n')}\n${times[0]?.imagesPerSecond.length ?? 0} turns each, in one run. ${os.cpus().length} cores of ${os.cpus()[0]?.model.trim()}; ${versions.join('; ')}.\n\nMade by \`${command}\`.\n`;
}
