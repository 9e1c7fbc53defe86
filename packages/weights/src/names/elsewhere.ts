import type { Named, NameRule } from '@codistill/core';
import { noName } from '../errors.ts';
import { theirShape } from './layout.ts';
import { reversed } from './reversed.ts';

/** Where a tensor of ours is in another library. */
export interface Elsewhere {
  /** Its name there. */
  readonly name: string;
  /** The shape there, of the whole tensor. */
  readonly shape: readonly number[];
  readonly layout?: NameRule[2];
  /** Present if several tensors of ours are one there: which of how many. */
  readonly part?: { readonly index: number; readonly count: number };
}

/** How the last part of a name of ours is called in PyTorch's modules. */
const leaves: Readonly<Record<string, string>> = {
  kernel: 'weight',
  bias: 'bias',
  scale: 'weight',
  offset: 'bias',
  mean: 'running_mean',
  variance: 'running_var',
};

/**
 * Where each tensor of ours is in a library, by our name. `shapes` are ours; `library` is for
 * messages.
 * @throws InputError if the rules say nothing about a tensor.
 */
export function elsewhere(
  shapes: Named<readonly number[]>,
  rules: readonly NameRule[],
  library: string,
): Readonly<Record<string, Elsewhere>> {
  const all = rules.map(reversed);
  const first = (name: string) => {
    for (const rule of all) {
      const match = rule(name);
      if (match) return match;
    }
    return undefined;
  };
  const where = (name: string, shape: readonly number[]): Elsewhere => {
    const [path, leaf = ''] = [name.slice(0, name.lastIndexOf('/')), name.split('/').at(-1)];
    const whole = first(name);
    const theirLeaf = leaves[leaf];
    const match = whole ?? (theirLeaf === undefined ? undefined : first(path));
    if (!match) throw noName(name, library);
    const { theirs, layout, part } = match;
    return {
      name: whole ? theirs : `${theirs}.${theirLeaf}`,
      shape: theirShape(shape, name, layout, part?.count ?? 1),
      ...(layout !== undefined && { layout }),
      ...(part && { part }),
    };
  };
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, where(name, shape)]),
  );
}
