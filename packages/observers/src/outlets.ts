import type { Files } from '@codistill/core';
import { z } from 'zod';

/** Files that keep nothing, so that an observer can be made without any. */
const nowhere: Files = {
  read: async (path) =>
    Promise.reject(new Error(`There is no file ${path}: these Files keep nothing.`)),
  write: async () => {},
  append: async () => {},
  list: async () => [],
};

/**
 * The option of an observer that writes files: an implementation of the core's Files, such as
 * `folderFiles(folder)` of @codistill/node.
 */
export const files = z
  .custom<Files>(
    (value) => typeof value === 'object' && value !== null && 'append' in value && 'write' in value,
    'expected Files, such as folderFiles(folder) of @codistill/node',
  )
  .default(() => nowhere)
  .describe(
    'Where to write, given in code: Files such as folderFiles(folder) of @codistill/node; default: nowhere.',
  );
