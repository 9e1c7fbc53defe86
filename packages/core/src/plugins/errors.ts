// Errors about plugins and their options: what was found, what was expected, what to do.
import type { z } from 'zod';
import { didYouMean, InputError, listed } from '../errors.ts';
import { plainIssues, reasonOf, valueAt } from '../issues.ts';

export const unknownPlugin = (kind: string, name: string, known: readonly string[]) =>
  new InputError(
    `No ${kind} is called "${name}".${didYouMean(name, known)} Known: ${listed(known)}.`,
  );
export const duplicatePlugin = (kind: string, name: string) =>
  new InputError(
    `Two plugins are called ${kind} "${name}". Rename one of them, or leave one module out.`,
  );
export const builtDefault = (option: string) =>
  new Error(
    `The option "${option}" has a built plugin as its default, which data cannot name. Replace it: dataOptions(plugin.options.omit({ ${option}: true })), extended by an option of your own.`,
  );
export const wrongUse = (kind: string, use: unknown) =>
  new InputError(
    `A ${kind} was expected, its name or { "use": name, ...options }, but ${JSON.stringify(use) ?? String(use)} was found.`,
  );
export function wrongOptions(
  kind: string,
  id: string,
  error: z.ZodError,
  known: readonly string[],
  given: unknown,
): InputError {
  const sentences = plainIssues(error.issues).map((issue) => {
    if (issue.code === 'unrecognized_keys')
      return `has no option "${issue.keys.join('", "')}".${didYouMean(issue.keys[0] ?? '', known)} It takes: ${listed(known)}.`;
    return `option "${issue.path.join('.')}" is ${valueAt(issue, given) ?? 'undefined'}: ${reasonOf(issue)}.`;
  });
  return new InputError(`The ${kind} "${id}" ${sentences.join(' Also, it ')}`);
}
