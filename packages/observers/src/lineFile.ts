import type { Files } from '@codistill/core';
import { cutBack } from './cutBack.ts';
import { unreadableState } from './errors.ts';

/** A text file of a run that grows line by line, and is cut back when the run is resumed. */
export interface LineFile {
  /**
   * Cuts the file back to what was saved, or to nothing in a new run.
   * @throws InputError if the file is shorter than that.
   */
  begin(files: Files | undefined, saved?: string): Promise<void>;
  /** Adds a line, which is held back until `flush` lines are. */
  add(line: string): Promise<void>;
  /** Appends the lines that are held back. */
  write(): Promise<void>;
  /** Appends them and returns the number of bytes of the file, when all of it is on the disk. */
  save(): Promise<string>;
}

/** The file at `path` of the observer `observer`. Without Files, nothing is written. */
export function lineFile(observer: string, path: string, flush: number): LineFile {
  let files: Files | undefined;
  let held: string[] = [];
  let size = 0;
  const write = async () => {
    const text = held.join('');
    held = [];
    if (text === '') return;
    await files?.append(path, text);
    size += new TextEncoder().encode(text).length;
  };
  return {
    async begin(given, saved = '0') {
      files = given;
      ({ size, held } = parsed(observer, saved));
      if (files) await cutBack(files, path, size);
    },
    async add(line) {
      held.push(line);
      if (held.length >= flush) await write();
    },
    write,
    async save() {
      await write();
      await files?.sync(path);
      return String(size);
    },
  };
}

/** Version 0.1.0 saved the lines that it held back too, below the number of bytes. */
function parsed(observer: string, saved: string): { size: number; held: string[] } {
  const [size = '', ...lines] = saved.split('\n');
  if (!/^\d+$/.test(size)) throw unreadableState(observer, saved, 'a number of bytes');
  return {
    size: Number(size),
    held: lines.filter((line) => line !== '').map((line) => `${line}\n`),
  };
}
