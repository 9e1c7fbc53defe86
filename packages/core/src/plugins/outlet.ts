import { z } from 'zod';
import type { Files } from '../contracts/data.ts';
import { noFiles } from '../data/noFiles.ts';

// Keyed by the check's function, which a schema keeps through `.describe` and `.default`.
const checks = new WeakSet<object>();

/**
 * An option of an observer that says where to write files. Code passes Files, such as
 * `folderFiles(folder)` of @codistill/node. The `codistill` command gives every observer a folder
 * inside the run's folder. By default nothing is written.
 */
export function outlet(): z.ZodDefault<z.ZodCustom<Files, Files>> {
  const isFiles = (value: unknown) =>
    typeof value === 'object' && value !== null && 'append' in value && 'write' in value;
  checks.add(isFiles);
  return z
    .custom<Files>(isFiles, 'expected Files, such as folderFiles(folder) of @codistill/node')
    .default(() => noFiles)
    .describe(
      "Where to write: a Files object, such as folderFiles(folder) of @codistill/node, which only code can give; default nowhere. The codistill command gives a folder inside the run's folder.",
    );
}

/** Whether `outlet` made an option. */
export function isOutlet(schema: z.core.$ZodType): boolean {
  const { fn, innerType } = schema._zod.def as { fn?: object; innerType?: z.core.$ZodType };
  return (fn !== undefined && checks.has(fn)) || (innerType !== undefined && isOutlet(innerType));
}
