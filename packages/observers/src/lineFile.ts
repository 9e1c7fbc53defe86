import type { Files } from '@codistill/core';
import { type GrowingFile, growingFile } from './growingFile.ts';

/** A text file of a run that grows line by line, and is cut back when the run is resumed. */
export interface LineFile extends Pick<GrowingFile, 'begin' | 'save'> {
  /** Adds a line, which is held back until `flush` lines are. */
  add(line: string): Promise<void>;
  /** Appends the lines that are held back. */
  write(): Promise<void>;
}

/** The file at `path` of the observer `observer`. Without Files, nothing is written. */
export function lineFile(observer: string, path: string, flush: number): LineFile {
  const file = growingFile(observer, path);
  let held: string[] = [];
  const write = async () => {
    const text = held.join('');
    held = [];
    if (text !== '') await file.append(text);
  };
  return {
    async begin(files: Files | undefined, saved = '0') {
      // Version 0.1.0 saved the lines that it held back too, below the number of bytes.
      const [size, ...lines] = saved.split('\n');
      await file.begin(files, size);
      held = lines.filter((line) => line !== '').map((line) => `${line}\n`);
    },
    async add(line) {
      held.push(line);
      if (held.length >= flush) await write();
    },
    write,
    async save() {
      await write();
      return file.save();
    },
  };
}
