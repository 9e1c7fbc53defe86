import { open, readFile, stat, truncate } from 'node:fs/promises';

/** A line of metrics.jsonl. */
export interface MetricLine {
  readonly kind: 'step' | 'epoch';
  readonly step: number;
  readonly epoch: number;
  readonly [metric: string]: unknown;
}

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
 * A line for each epoch, in order. Where a run was stopped at the end of an epoch without test, the
 * log has two of it, of which the second is complete.
 */
export async function epochLines(file: string): Promise<MetricLine[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const lines = text
    .split('\n')
    .filter((line) => line.startsWith('{"kind":"epoch"'))
    .map((line) => JSON.parse(line) as MetricLine);
  return lines.filter(({ epoch }, i) => lines[i + 1]?.epoch !== epoch);
}

/** The metrics of a line. */
export const metricsOf = ({
  kind: _kind,
  step: _step,
  epoch: _epoch,
  perturbed: _perturbed,
  ...metrics
}: MetricLine) => metrics as Readonly<Record<string, number>>;
