import { InputError } from '@codistill/core';
import { expect, it } from 'vitest';
import type { Subject } from '../settings.ts';
import { type Cast, castOf } from '../tools/cast.ts';
import type { Group } from '../tools/groups.ts';

/** The casts of a strategy with one set of options. They are available while the tests run. */
export type Casts = () => readonly Cast[];

/** The casts of the groups that the strategy supports. */
export async function castsOf(
  subject: Subject<'strategy'>,
  groups: readonly Group[],
  use: { readonly use: string },
): Promise<readonly Cast[]> {
  const casts: Cast[] = [];
  for (const group of groups) {
    const cast = await castOf(group, use, subject.registry);
    if (!(cast instanceof InputError)) casts.push(cast);
  }
  return casts;
}

/**
 * Declares the test that the strategy supports at least one group. It fails with the reasons of all
 * groups.
 */
export function describeCasts(
  subject: Subject<'strategy'>,
  groups: readonly Group[],
  use: { readonly use: string },
  casts: Casts,
): void {
  it('holds for a group of networks', async () => {
    const reasons = await Promise.all(groups.map((group) => castOf(group, use, subject.registry)));
    const said = reasons.map(
      (reason, i) =>
        `${groups[i]!.name}: ${reason instanceof InputError ? reason.message : 'holds'}`,
    );
    expect(casts().length, said.join('\n')).toBeGreaterThan(0);
  });
}
