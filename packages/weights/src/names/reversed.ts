import type { NameRule } from '@codistill/core';
import { notReversible } from '../errors.ts';

/** What a rule says about one name of ours. */
export interface Match {
  /** The path of the module there, or the whole name of the tensor. */
  readonly theirs: string;
  readonly layout?: NameRule[2];
  /** Present if several tensors of ours are one there: which of how many. */
  readonly part?: { readonly index: number; readonly count: number };
}

/**
 * A rule read from our names to theirs: what it says about one of ours, undefined if nothing.
 * @throws RangeError if the pattern has more than characters and groups, or if our name lacks one
 * of its groups.
 */
export function reversed([pattern, ours, layout]: NameRule): (name: string) => Match | undefined {
  const { text, groups } = read(pattern);
  const names = typeof ours === 'string' ? [ours] : ours;
  const matchers = names.map((name) => matcher(name, groups, pattern));
  return (name) => {
    for (const [index, { expression, order }] of matchers.entries()) {
      const found = expression.exec(name);
      if (!found) continue;
      const values = new Map(order.map((group, i) => [group, found[i + 1]!]));
      const theirs = text.map((part) => (typeof part === 'string' ? part : values.get(part)!));
      return {
        theirs: theirs.join(''),
        ...(layout !== undefined && { layout }),
        ...(names.length > 1 && { part: { index, count: names.length } }),
      };
    }
    return undefined;
  };
}

/** The characters of a pattern and the numbers of its groups, and the expressions of the groups. */
function read(pattern: string) {
  if (!/^(?:\\\W|\([^()]+\)|[\w/-])*$/.test(pattern)) throw notReversible(pattern);
  const text: (string | number)[] = [];
  const groups: string[] = [];
  for (const [token, escaped, group] of pattern.matchAll(/\\(\W)|\(([^()]+)\)|[\w/-]/g))
    text.push(group === undefined ? (escaped ?? token) : groups.push(group));
  return { text, groups };
}

/** An expression for names of ours, and which group of the pattern each of its groups is. */
function matcher(name: string, groups: readonly string[], pattern: string) {
  const order: number[] = [];
  const source = name
    .split(/\$(\d)/)
    .map((piece, i) => {
      if (i % 2 === 0) return piece.replace(/[^\w/]/g, '\\$&');
      order.push(Number(piece));
      return `(${groups[Number(piece) - 1]})`;
    })
    .join('');
  if (groups.some((_, i) => !order.includes(i + 1))) throw notReversible(pattern);
  return { expression: new RegExp(`^${source}$`), order };
}
