import { createReadStream, existsSync } from 'node:fs';
import type { MetricLine } from '@codistill/report';

/**
 * The lines of a file, one by one, without line ends, because a file may be longer than a string
 * can be. The rest after the last line end is left out, because a kill truncated it. A file that
 * does not exist has no lines.
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
 * One line for each epoch, in order. If a run was stopped at the end of an epoch without test
 * metrics, the epoch has a second line with them, which replaces the first.
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
