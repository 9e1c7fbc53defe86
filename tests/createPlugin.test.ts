import type { Kind } from '@codistill/core';
import { describe, expect, it } from 'vitest';
import { createPlugin } from '../packages/create-plugin/src/createPlugin.ts';
import { ours } from '../packages/create-plugin/src/ours.ts';
import { kinds } from '../packages/create-plugin/src/templates.ts';
import { loadRegistry } from '../packages/study/src/plugins/loadPlugins.ts';

describe('the name of a new plugin', () => {
  it('is refused where codistill has one, or it is no name', () => {
    for (const kind of kinds) {
      expect(ours[kind].length).toBeGreaterThan(3);
      for (const name of ours[kind])
        expect(() => createPlugin(`codistill-${name}`, kind, '^0.0.0', 'nowhere')).toThrow(
          `called "${name}" already`,
        );
    }
    expect(() => createPlugin('codistill-3d', 'strategy', '^0.0.0', 'nowhere')).toThrow(
      'does not begin with a letter',
    );
  });

  it('cannot be one of ours, and the list of those is whole', async () => {
    const registry = await loadRegistry();
    const namesOf = (kind: Kind) =>
      registry.list(kind).flatMap(({ id, variants }) => [id, ...Object.keys(variants ?? {})]);
    for (const kind of kinds) {
      const all = [...namesOf(kind), ...(kind === 'strategy' ? namesOf('method') : [])];
      expect(
        ours[kind],
        'run node packages/create-plugin/scripts/names.mjs after pnpm build',
      ).toEqual([...new Set(all)].sort());
    }
  });
});
