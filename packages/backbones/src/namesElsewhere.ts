import type { Backbone, NameRule } from '@codistill/core';

/**
 * The names of a backbone's tensors in other libraries, from a file of rules by library. TypeScript
 * infers lists of any length for the rules of a JSON file.
 */
export const namesElsewhere = (
  rules: Readonly<Record<string, readonly (readonly unknown[])[]>>,
): NonNullable<Backbone['names']> =>
  rules as unknown as Readonly<Record<string, readonly NameRule[]>>;
