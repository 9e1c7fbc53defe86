import type { Kind } from '@codistill/core';
import { expect, it } from 'vitest';
import type { z } from 'zod';
import type { Subject } from './settings.ts';

const kebab = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/**
 * Tests that hold for plugins of every kind: names, descriptions, options with defaults, and
 * variants that can be built.
 */
export function describeFacts<K extends Kind>(kind: K, subject: Subject<K>): void {
  const { plugin, settings, build, registry } = subject;
  const shape = Object.entries(plugin.options.shape) as [string, z.ZodType][];

  it('has a kind, a kebab-case id and a sentence about it', () => {
    expect(plugin.kind).toBe(kind);
    expect(plugin.id).toMatch(kebab);
    expect(plugin.about.length).toBeGreaterThan(8);
    expect(plugin.about.trim()).toMatch(/\.$/);
  });
  it('describes every option, and gives it a default', () => {
    for (const [name, schema] of shape) {
      expect(
        describedAs(schema) ?? '',
        `the option "${name}" needs a sentence: .describe('...')`,
      ).not.toBe('');
      if (!(name in (settings.needs ?? {})))
        expect(schema.safeParse(undefined).success, `the option "${name}" needs a default`).toBe(
          true,
        );
    }
  });
  it('is built from its defaults, from the given options and from every variant', () => {
    for (const set of subject.sets) expect(build(set)).toBeDefined();
    for (const variant of Object.keys(plugin.variants ?? {})) {
      expect(variant).toMatch(kebab);
      expect(registry.build(kind, { use: variant, ...settings.needs })).toBeDefined();
    }
  });
  it('refuses an option that it does not have', () => {
    expect(() => build({ 'no-such-option': 1 })).toThrow('no-such-option');
  });
}

/**
 * The description of a schema, or of the schema that it wraps: `.describe` may come before
 * `.default`.
 */
function describedAs(schema: z.ZodType): string | undefined {
  const { innerType } = schema.def as { readonly innerType?: z.ZodType };
  return schema.description ?? (innerType && describedAs(innerType));
}
