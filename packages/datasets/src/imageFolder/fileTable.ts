import { pixelBytes } from '../pixelBytes.ts';
import { float64, int32 } from '../sharedArrays.ts';

/** A file, as a listing finds it. */
export interface FileRow {
  /** Relative to the data folder. */
  readonly folder: string;
  readonly name: string;
  readonly size: number;
  readonly modified: number;
}

/**
 * Files in columns that threads share. A million files take some 40 MB; as many objects would take
 * ten times as much.
 */
export interface FileTable {
  readonly folders: readonly string[];
  /** [files], which of `folders` a file is in. */
  readonly folderOf: Int32Array;
  /** The names of all files in UTF-8, one after the other. */
  readonly names: Uint8Array;
  /** [files], where the name of each file ends in `names`. */
  readonly ends: Float64Array;
  /** [files], in bytes. */
  readonly sizes: Float64Array;
  /** [files], in milliseconds since 1970; 0 where it is not known. */
  readonly modified: Float64Array;
}

export const countIn = ({ ends }: FileTable): number => ends.length;

/** The path of a file relative to the data folder. */
export function pathAt({ folders, folderOf, names, ends }: FileTable, index: number): string {
  // A copy, because a decoder of text takes no shared memory.
  const bytes = names.slice(index === 0 ? 0 : ends[index - 1]!, ends[index]!);
  return joined(folders[folderOf[index]!]!, new TextDecoder().decode(bytes));
}

/** The path of an entry of a folder; '' is the data folder. */
export const joined = (folder: string, name: string): string =>
  folder === '' ? name : `${folder}/${name}`;

/** The columns of files. Those of one folder should follow each other. */
export function fileTable(rows: readonly FileRow[]): FileTable {
  const places = new Map<string, number>();
  const folderOf = int32(rows.length);
  const [ends, sizes, modified] = [
    float64(rows.length),
    float64(rows.length),
    float64(rows.length),
  ];
  const encoder = new TextEncoder();
  let length = 0;
  for (const { name } of rows) length += 3 * name.length;
  const room = new Uint8Array(length);
  let at = 0;
  rows.forEach((row, i) => {
    const known = places.get(row.folder);
    if (known === undefined) places.set(row.folder, places.size);
    folderOf[i] = known ?? places.size - 1;
    at += encoder.encodeInto(row.name, room.subarray(at)).written;
    ends[i] = at;
    sizes[i] = row.size;
    modified[i] = row.modified;
  });
  const names = pixelBytes(at);
  names.set(room.subarray(0, at));
  return { folders: [...places.keys()], folderOf, names, ends, sizes, modified };
}
