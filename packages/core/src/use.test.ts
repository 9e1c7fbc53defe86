import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Use } from './contracts/experiment.ts';
import { isUse, nameOf, optionsOf, useSchema } from './use.ts';

const name = fc.string({ minLength: 1 });
const options = fc
  .dictionary(fc.string(), fc.jsonValue())
  .filter((record) => !Object.hasOwn(record, 'use'));

describe('a plugin as data', () => {
  it('gives back its name and options', () => {
    fc.assert(
      fc.property(name, options, (id, given) => {
        const use = { use: id, ...given };
        expect(isUse(use)).toBe(true);
        expect(useSchema.safeParse(use).success).toBe(true);
        expect(nameOf(use)).toBe(id);
        expect(optionsOf(use)).toEqual(given);
      }),
    );
  });
  it('may be a name alone', () => {
    expect(isUse('mutual')).toBe(true);
    expect(nameOf('mutual')).toBe('mutual');
    expect(optionsOf('mutual')).toEqual({});
  });
  it.each([undefined, null, 7, {}, [], () => 'mutual'])('is not %s', (value) => {
    expect(isUse(value)).toBe(false);
    expect(useSchema.safeParse(value).success).toBe(false);
  });
  it('has a name that is a text', () => {
    for (const use of ['', { use: '' }, { use: 7 } as unknown as Use])
      expect(useSchema.safeParse(use).success).toBe(false);
  });
});
