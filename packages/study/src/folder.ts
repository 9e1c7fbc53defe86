import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import type { Files } from '@codistill/core';
import { differingFields } from '@codistill/core/engine';
import { folderFiles } from '@codistill/node';
import { jsonText } from '@codistill/report';
import { type Attempt, resultName } from './attempts/attempts.ts';
import { anotherStudy, foreignFolder, notAStudy, unreadableState } from './errors.ts';
import { claimStudy } from './inUse.ts';
import { removeHalfWritten } from './run/halfWritten.ts';
import type { EngineInfo } from './run/messages.ts';
import { parseResult, type RunResult } from './run/result.ts';
import type { SavedArm } from './savedArms.ts';
import type { Sources } from './sources.ts';
import type { Study } from './study.ts';
import { withAbsolutePaths, withRelativePaths } from './studyPaths.ts';

export const studyFormat = 'codistill-study/1';

/** The content of study.json. */
export interface SavedStudy {
  readonly format: typeof studyFormat;
  readonly study: Study;
  /** Its arms, so that a report needs no plugins. */
  readonly arms?: readonly SavedArm[];
  /** The sources of its runs, by digest; the latest comes last. */
  readonly sources?: Readonly<Record<string, Sources>>;
  /** The engine of all its runs, once one has started. */
  readonly engine?: Pick<EngineInfo, 'name' | 'device' | 'threads'>;
  /** The command that repeats the study. */
  readonly command: string;
}

/** A study's folder, in which this process works. */
export interface StudyFolder {
  readonly path: string;
  readonly files: Files;
  /** The content of study.json when the folder was opened. */
  readonly before: SavedStudy | undefined;
  /** Attempts of its runs in which other processes work. */
  readonly working: readonly Attempt[];
  save(saved: SavedStudy): Promise<void>;
  release(): Promise<void>;
}

/** The folder of a method's run, whether or not it was trained there. */
export const ownFolder = (folder: string, method: string, seed: number): string =>
  path.join(folder, 'runs', method, `seed-${seed}`);

/**
 * A file in a run's own folder that names the run of an equal experiment which was trained instead.
 */
export const sharedFile = 'shared.json';

/**
 * The run that was trained for a method and seed: 'mutual/seed-2', or a run of an equal experiment.
 */
export function homeOf(folder: string, method: string, seed: number): string {
  const file = path.join(ownFolder(folder, method, seed), sharedFile);
  if (!existsSync(file)) return `${method}/seed-${seed}`;
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { readonly run: string }).run;
  } catch {
    throw unreadableState(file);
  }
}

/** The folder in which a method's run was trained. */
export const runFolder = (folder: string, method: string, seed: number): string =>
  path.join(folder, 'runs', homeOf(folder, method, seed));

/** JSON in UTF-8 with an indent of 2 and a final newline, also for files that people read. */
export const json = (value: unknown): Uint8Array =>
  new TextEncoder().encode(`${jsonText(value, 2)}\n`);

/**
 * Opens the folder of a study, which may be new or already begun.
 * @throws InputError if another process or another study uses it, it holds other files, or it is
 * not writable.
 */
export async function openStudyFolder(where: string, study: Study): Promise<StudyFolder> {
  const before = existsSync(path.join(where, 'study.json')) ? await readStudy(where) : undefined;
  if (before) checkSame(where, before.study, study);
  else await checkFresh(where);
  const made = await makeFolder(where);
  const claim = await claimStudy(where);
  await removeHalfWritten(where);
  const files = folderFiles(where);
  return {
    path: where,
    files,
    before,
    working: claim.working,
    save: (saved) => files.write('study.json', json(withRelativePaths(saved, where))),
    release: async () => {
      await claim.release();
      if (made !== undefined) await removeEmpty(where, made);
    },
  };
}

/**
 * Creates the folder and returns the first of its parents that was created too.
 * @throws InputError with our own message if nothing can be written there.
 */
async function makeFolder(where: string): Promise<string | undefined> {
  const parent = firstExisting(where);
  const probe = `.codistill-${process.pid}.tmp`;
  await folderFiles(parent)
    .append(probe, '')
    .catch((error: Error) =>
      Promise.reject(
        Object.assign(error, { message: error.message.replace(`${path.sep}${probe}`, '') }),
      ),
    );
  await rm(path.join(parent, probe), { force: true });
  return mkdir(where, { recursive: true });
}

function firstExisting(where: string): string {
  let folder = where;
  while (!existsSync(folder)) folder = path.dirname(folder);
  return folder;
}

/**
 * Removes an empty folder, and its empty parents up to `made`, the first one that was created for
 * it.
 */
async function removeEmpty(where: string, made: string): Promise<void> {
  for (let folder = where; folder.startsWith(made); folder = path.dirname(folder)) {
    try {
      await rmdir(folder);
    } catch {
      return;
    }
  }
}

/**
 * The study in a folder, with absolute paths.
 * @throws InputError if the folder holds no study, or its file is not readable.
 */
export async function readStudy(where: string): Promise<SavedStudy> {
  const file = path.join(where, 'study.json');
  if (!existsSync(file)) throw notAStudy(where);
  return withAbsolutePaths(await readJson<SavedStudy>(file), where);
}

async function readJson<T>(
  file: string,
  parse: (text: string) => T = (text) => JSON.parse(text) as T,
): Promise<T> {
  try {
    return parse(await readFile(file, 'utf8'));
  } catch {
    throw unreadableState(file);
  }
}

/**
 * A study may get other methods and seeds, because runs are independent. What determines a run must
 * not change.
 */
function checkSame(where: string, before: Study, now: Study): void {
  const made = (
    {
      methods,
      seeds: _seeds,
      control: _control,
      data: _data,
      runtime: _runtime,
      plugins: _plugins,
      launcher: _launcher,
      ...rest
    }: Study,
    shared: readonly string[],
  ) =>
    JSON.parse(
      JSON.stringify({
        ...rest,
        methods: Object.fromEntries(
          methods.filter(({ id }) => shared.includes(id)).map(({ id, entry }) => [id, entry]),
        ),
      }),
    ) as unknown;
  const shared = before.methods
    .map(({ id }) => id)
    .filter((id) => now.methods.some((method) => method.id === id));
  const fields = differingFields(made(before, shared), made(now, shared));
  if (fields.length > 0)
    throw anotherStudy(
      where,
      fields.map((field) => field.replace(/^base\./, '')),
    );
}

async function checkFresh(where: string): Promise<void> {
  const names = await readdir(where).catch(() => [] as string[]);
  // These are the files of an app that was killed before it wrote study.json.
  if (names.some((name) => !/^(apps|lock|lock\..*|\..*\.tmp)$/.test(name)))
    throw foreignFolder(where);
}

/**
 * The result in a run's folder, if the run finished or diverged.
 * @throws InputError if the file is not readable as a result.
 */
export async function readResult(folder: string): Promise<RunResult | undefined> {
  const file = path.join(folder, resultName);
  return existsSync(file) ? readJson(file, parseResult) : undefined;
}
