import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { filesBelow, readJson, tiny } from './command.ts';

/** A study of six runs, of which two need the networks of others. */
export const sixRuns = [
  'compare',
  ...tiny,
  '--epochs',
  '3',
  '--seeds',
  '2',
  '--methods',
  'independent,distill,competitive',
  '--jobs',
  '2',
] as const;

/** What must not depend on how a study was interrupted, by file. */
export function outcome(folder: string): Record<string, string> {
  const names = filesBelow(folder).filter((name) =>
    /(^report|result|experiment)\.json$|metrics\.jsonl$|(checkpoint|test|validation)\.safetensors$/.test(
      name,
    ),
  );
  return Object.fromEntries(
    names.map((name) => [name, readFileSync(path.join(folder, name)).toString('base64')]),
  );
}

/** The processes of the runs of a study that have no result, of this machine. */
export function processesOf(folder: string): number[] {
  const runs = path.join(folder, 'runs');
  if (!existsSync(runs)) return [];
  const last = new Map<string, string>();
  for (const name of filesBelow(runs).filter((one) => one.endsWith('owner.json')))
    if (!existsSync(path.join(runs, name, '../../../result.json')))
      last.set(path.join(name, '../../..'), name);
  return [...last.values()].map((name) => readJson<{ process: number }>(runs, name).process);
}

/** The number of attempts that the runs of a study have claimed. */
export const attemptsIn = (folder: string): number =>
  existsSync(path.join(folder, 'runs'))
    ? filesBelow(path.join(folder, 'runs')).filter((name) => name.endsWith('owner.json')).length
    : 0;
