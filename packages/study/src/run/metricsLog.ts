import { createReadStream, existsSync } from 'node:fs';
import { open, stat, truncate } from 'node:fs/promises';
import type { MetricLine } from '@codistill/report';

/** Cuts a log back to its first `bytes`, where it has them. Gives whether it has. */
export async function cutLog(file: string, bytes: number): Promise<boolean> {
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (size < bytes) return false;
  if (size > bytes) await truncate(file, bytes);
  return true;
}

/** Brings what was written to the disk itself: a checkpoint counts on the lines before it. */
export async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+').catch(() => undefined);
  await handle?.sync();
  await handle?.close();
}

/**
 * The lines of a file, one by one, without their ends: a file may be longer than a string can be.
 * What follows the last line end is left out, for a kill cut it short. A file that is not there has
 * no lines.
 */
export async function* linesOf(file: string): AsyncGenerator<string, void> {
  if (!existsSync(file)) return;
  let rest: Buffer[] = [];
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
    const bytes = chunk as Buffer;
    let from = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
      rest.push(bytes.subarray(from, end));
      yield Buffer.concat(rest).toString('utf8');
      rest = [];
      from = end + 1;
    }
    rest.push(bytes.subarray(from));
  }
}

/** The lines of a metrics log. */
export async function* metricLines(file: string): AsyncGenerator<MetricLine, void> {
  for await (const line of linesOf(file)) yield JSON.parse(line) as MetricLine;
}

/**
 * A line for each epoch, in order. Where a run was stopped at the end of an epoch without test, the
 * line of its end, which has test too, is in the place of that epoch's.
 */
export async function epochLines(file: string): Promise<MetricLine[]> {
  const found: MetricLine[] = [];
  for await (const text of linesOf(file)) {
    if (text.startsWith('{"kind":"step"')) continue;
    const line = JSON.parse(text) as MetricLine;
    if (found.at(-1)?.epoch === line.epoch) found.pop();
    found.push(line);
  }
  return found;
}
