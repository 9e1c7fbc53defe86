import { z } from 'zod';
import type { Files } from '../contracts/data.ts';

/**
 * An option of an observer that says where to write, which only code can give: Files, such as
 * `folderFiles(folder)` of @codistill/node. Without it, an observer writes into the folder that its
 * `begin` receives, or nowhere. The `codistill` command gives every observer such a folder.
 */
export function outlet(): z.ZodOptional<z.ZodCustom<Files, Files>> {
  return z
    .custom<Files>(
      (value) =>
        typeof value === 'object' && value !== null && 'append' in value && 'write' in value,
      'expected Files, such as folderFiles(folder) of @codistill/node',
    )
    .optional()
    .describe(
      'Where to write: a Files object, such as folderFiles(folder) of @codistill/node, which only code can give; default the folder that the run gives the observer, or nowhere.',
    );
}
