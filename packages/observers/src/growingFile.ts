import type { Files } from '@codistill/core';
import { cutBack } from './cutBack.ts';
import { unreadableState } from './errors.ts';

/**
 * A file of a run that grows, and is cut back when the run is resumed: a run that was killed leaves
 * the same file as an uninterrupted one.
 */
export interface GrowingFile {
  /**
   * Cuts the file back to what `save` returned, or to nothing in a new run.
   * @throws InputError if `saved` is no number of bytes, or the file is shorter than that.
   */
  begin(files: Files | undefined, saved?: string): Promise<void>;
  append(data: string | Uint8Array): Promise<void>;
  /** Returns the number of bytes of the file, when all of it is on the disk. */
  save(): Promise<string>;
  /** The number of bytes of the file. */
  readonly size: number;
}

/** The file at `path` of the observer `observer`. Without Files, nothing is written. */
export function growingFile(observer: string, path: string): GrowingFile {
  let files: Files | undefined;
  let size = 0;
  return {
    async begin(given, saved = '0') {
      if (!/^\d+$/.test(saved)) throw unreadableState(observer, saved, 'a number of bytes');
      files = given;
      size = Number(saved);
      if (files) await cutBack(files, path, size);
    },
    async append(data) {
      await files?.append(path, data);
      size += (typeof data === 'string' ? new TextEncoder().encode(data) : data).length;
    },
    async save() {
      await files?.sync(path);
      return String(size);
    },
    get size() {
      return size;
    },
  };
}
