import path from 'node:path';
import { nameOf } from '@codistill/core';
import { openDataset } from '@codistill/core/engine';
import { checkExamples, sharpDecoder } from '@codistill/node';
import { clock } from '@codistill/observers';
import { loadRegistry } from '@codistill/study';
import { exitCodes } from '../exit.ts';
import { print, printJson, say, valuesOf } from './command.ts';
import { dataPlaceOf } from './dataPlace.ts';

/** A file or example that cannot be used, and why, as the end of a sentence about it. */
interface Bad {
  readonly path: string;
  readonly reason: string;
  /** Absent for what belongs to no split. */
  readonly split?: string;
}

const secondsBetweenLines = 5;

/** Reads every example and prints those that cannot be used. Returns 1 if there is one. */
export async function checkData(
  given: {
    readonly folder?: string | undefined;
    readonly data?: string | undefined;
    readonly dataset?: string | undefined;
    readonly json?: boolean | undefined;
  },
  raw: readonly string[],
): Promise<number> {
  const registry = await loadRegistry(valuesOf('plugin', raw));
  const { use, dataset, folder, files } = dataPlaceOf(given, registry);
  const found: Bad[] = [];
  const tell = (bad: Bad) => {
    const relative = path.isAbsolute(bad.path) ? path.relative(folder, bad.path) : bad.path;
    found.push({ ...bad, path: relative });
    if (!given.json) print(`${relative} ${bad.reason}`);
  };
  const open = await openDataset(nameOf(use), dataset, files, {
    batchSize: 0,
    decoder: sharpDecoder(),
    problem: (at, reason) => tell({ path: at, reason }),
  });
  const all = Object.values(open.splits).reduce((sum, { size }) => sum + size, 0);
  let stopped = false;
  const stop = () => {
    stopped = true;
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  const due = progressLines(all);
  let read = 0;
  try {
    for await (const { split, name, reason } of checkExamples(open)) {
      read++;
      if (reason !== undefined) tell({ path: name, reason, split });
      due(read, found.length);
      if (stopped) break;
    }
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    await open.close?.();
  }
  const complete = read === all;
  if (given.json) {
    const splits = Object.fromEntries(
      Object.entries(open.splits).map(([split, { size }]) => [split, size]),
    );
    printJson({ dataset: use, folder, splits, read, complete, bad: found });
  } else print(summary(read, all, found.length));
  if (!complete) return exitCodes.interrupted;
  return found.length > 0 ? exitCodes.failure : exitCodes.ok;
}

const count = (n: number, one: string, several = `${one}s`) =>
  `${n.toLocaleString('en')} ${n === 1 ? one : several}`;

function summary(read: number, all: number, bad: number): string {
  const how =
    read === all
      ? `Read all ${count(all, 'example')}`
      : `Stopped after ${read.toLocaleString('en')} of ${count(all, 'example')}`;
  return bad === 0
    ? `${how}; nothing is wrong${read === all ? '' : ' so far'}.`
    : `${how}; ${count(bad, 'entry', 'entries')} cannot be used.`;
}

/** Says on stderr how far it is, with the time that is left, every few seconds. */
function progressLines(all: number): (read: number, bad: number) => void {
  const began = performance.now();
  let last = began;
  return (read, bad) => {
    const now = performance.now();
    if (now - last < 1000 * secondsBetweenLines) return;
    last = now;
    const left = (((now - began) / read) * (all - read)) / 1000;
    say(
      `${Math.floor((100 * read) / all)} % of ${count(all, 'example')} read, ${bad} cannot be used, ${clock(left)} left`,
    );
  };
}
