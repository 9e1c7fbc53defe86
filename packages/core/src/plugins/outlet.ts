import { z } from 'zod';
import type { Files } from '../contracts/data.ts';

/** Files that keep nothing, so that an observer can be made without any. */
const nowhere: Files = {
  read: async (path) =>
    Promise.reject(new Error(`There is no file ${path}: these Files save nothing.`)),
  write: async () => {},
  append: async () => {},
  list: async () => [],
};

// By the check's function, which a schema keeps through `.describe` and `.default`.
const checks = new WeakSet<object>();

/**
 * An option of an observer that writes files: where to. In code it is given, such as
 * `folderFiles(folder)` of @codistill/node; the `codistill` command gives every observer of a run a
 * folder in that of the run. Default: nowhere.
 */
export function outlet(): z.ZodDefault<z.ZodCustom<Files, Files>> {
  const isFiles = (value: unknown) =>
    typeof value === 'object' && value !== null && 'append' in value && 'write' in value;
  checks.add(isFiles);
  return z
    .custom<Files>(isFiles, 'expected Files, such as folderFiles(folder) of @codistill/node')
    .default(() => nowhere)
    .describe(
      "Where to write: a Files object, such as folderFiles(folder) of @codistill/node, which only code can give; default nowhere. The codistill command gives a folder inside the run's folder.",
    );
}

/** Whether an option was made by `outlet`. */
export function isOutlet(schema: z.core.$ZodType): boolean {
  const { fn, innerType } = schema._zod.def as { fn?: object; innerType?: z.core.$ZodType };
  return (fn !== undefined && checks.has(fn)) || (innerType !== undefined && isOutlet(innerType));
}
