import type { Entry, FileStat, Files } from '@codistill/core';
import { inOrder } from '../encodedImages/inOrder.ts';
import { byCodePoint } from './codePoints.ts';
import type { Problem } from './errors.ts';
import { type FileRow, joined } from './fileTable.ts';
import { isDecoded, isImageName, seemsImage } from './formats.ts';

/** What a walk leaves behind: what cannot be used, and the folders that it saw. */
export interface Walked {
  readonly problems: Problem[];
  /** When each folder was last changed, by path. */
  readonly folders: Map<string, number>;
  /** Lists of images and what else tells about them, with their sizes and times. */
  readonly files: Map<string, FileStat>;
}

const statsAtOnce = 64;
/** The number of files without an image's name whose first bytes are looked at, in each folder. */
const othersAtMost = 20;

/** The entries of a folder, ordered by code points. */
export async function entriesOf(files: Files, folder: string, walked: Walked): Promise<Entry[]> {
  walked.folders.set(folder, (await files.stat(folder))?.modified ?? 0);
  const entries: Entry[] = [];
  for await (const entry of files.entries(folder)) entries.push(entry);
  return entries.sort((a, b) => byCodePoint(a.name, b.name));
}

/** A folder to be listed. */
interface Waiting {
  readonly folder: string;
  /** The number of links on the way, without that of the top. */
  readonly links: number;
  /** The first link on the way. */
  readonly first?: string | undefined;
}

/**
 * The image files in a folder and in all folders below it, in the order of torchvision: folders by
 * their paths, then files by their names. A link to a folder is followed. If there is a further one
 * behind it, it may lead in a circle: all behind the first link is left out, which is a problem.
 */
export async function imagesBelow(
  files: Files,
  top: string,
  isLink: boolean,
  walked: Walked,
): Promise<readonly FileRow[]> {
  const found: { readonly folder: string; readonly entries: readonly Entry[] }[] = [];
  const circles = new Set<string>();
  const inCircle = (folder: string) =>
    [...circles].some((link) => folder === link || folder.startsWith(`${link}/`));
  const waiting: Waiting[] = [{ folder: top, links: 0, first: isLink ? top : undefined }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { folder, links, first } = next;
    if (inCircle(folder)) continue;
    const entries = await entriesOf(files, folder, walked);
    found.push({ folder, entries: entries.filter(({ kind }) => kind === 'file') });
    for (const { name, kind, link } of entries) {
      const path = joined(folder, name);
      if (kind !== 'folder') continue;
      if (link && links > 0) circles.add(first!);
      else
        waiting.push({
          folder: path,
          links: links + Number(link),
          first: first ?? (link ? path : undefined),
        });
    }
  }
  for (const path of circles) walked.problems.push({ path, reason: circle });
  found.sort((a, b) => byCodePoint(a.folder, b.folder));
  const rows: FileRow[] = [];
  for (const { folder, entries } of found)
    if (!inCircle(folder))
      for (const row of await rowsIn(files, folder, entries, walked)) rows.push(row);
  return rows;
}

const circle =
  'is a link behind which links to folders follow each other, so it may lead in a circle';

async function rowsIn(
  files: Files,
  folder: string,
  entries: readonly Entry[],
  walked: Walked,
): Promise<FileRow[]> {
  const rows: FileRow[] = [];
  const images = entries.filter(({ name }) => isImageName(name));
  const row = (entry: Entry) => rowOf(files, folder, entry, walked);
  for await (const found of inOrder(images, statsAtOnce, row)) if (found) rows.push(found);
  await reportHidden(files, folder, entries, walked);
  return rows;
}

/** The row of a file; undefined, with a problem, if it is seen to be no image. */
export async function rowOf(
  files: Files,
  folder: string,
  { name, stat: known }: Pick<Entry, 'name' | 'stat'>,
  { problems }: Pick<Walked, 'problems'>,
): Promise<FileRow | undefined> {
  const path = joined(folder, name);
  const stat = known ?? (await statOf(files, path));
  const reason = reasonAgainst(name, stat);
  if (reason !== undefined) problems.push({ path, reason });
  if (reason !== undefined || stat === undefined) return undefined;
  return { folder, name, size: stat.size, modified: stat.modified ?? 0 };
}

const statOf = (files: Files, path: string) => files.stat(path).catch(() => undefined);

function reasonAgainst(name: string, stat: FileStat | undefined): string | undefined {
  if (stat === undefined) return 'leads to no file that can be read';
  if (stat.kind === 'folder') return 'is a folder, and a file was expected';
  if (stat.size === 0) return 'has no bytes';
  if (!isDecoded(name)) return 'has a format that is not decoded; save it as PNG or JPEG';
}

/** Reports images whose names have no ending of an image, which would otherwise be left out. */
async function reportHidden(
  files: Files,
  folder: string,
  entries: readonly Entry[],
  { problems }: Walked,
): Promise<void> {
  const others = entries.filter(({ name }) => !isImageName(name)).slice(0, othersAtMost);
  for (const { name } of others) {
    const path = joined(folder, name);
    const head = await files.read(path, [0, 16]).catch(() => new Uint8Array());
    const format = seemsImage(head);
    if (format !== undefined)
      problems.push({ path, reason: `is a ${format} image whose name has another ending` });
  }
}
