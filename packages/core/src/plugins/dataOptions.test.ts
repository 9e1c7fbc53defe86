import { describe, expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { varying } from '../flow/varying.ts';
import { dataOptions } from './dataOptions.ts';
import { nested, nestedKind, nestedPlugin } from './nested.ts';

const options = z.object({
  weight: varying(z.number().nonnegative(), 1, 'A factor.'),
  rate: nested('schedule').optional().describe('A rate.'),
  pool: z.array(nestedPlugin('perturbation')).min(1).describe('Perturbations.'),
  count: z.number().int().default(3).describe('How many.'),
});
const data = dataOptions(options);

describe('options in which nested plugins are data', () => {
  test('keep names, defaults, descriptions, checks and the schemas without a plugin', () => {
    expect(Object.keys(data.shape)).toEqual(Object.keys(options.shape));
    const described = (shape: Readonly<Record<string, z.ZodType>>) =>
      Object.values(shape).map(({ description }) => description);
    expect(described(data.shape)).toEqual(described(options.shape));
    expect(data.parse({ pool: ['a'] })).toEqual({ weight: 1, pool: ['a'], count: 3 });
    expect(data.shape.count).toBe(options.shape.count);
    expect(data.safeParse({ pool: [] }).success).toBe(false);
    expect(data.safeParse({ weight: -1, pool: ['a'] }).success).toBe(false);
    expect(data.safeParse({ other: 1 }).success).toBe(false);
  });

  test('take a name, or a name with options, as it is, and no built plugin', () => {
    const given = {
      weight: { use: 'ramp', until: 5 },
      rate: 0.1,
      pool: ['a', { use: 'b', c: 1 }],
      count: 1,
    };
    expect(data.parse(given)).toEqual(given);
    expect(data.safeParse({ ...given, weight: () => 1 }).success).toBe(false);
    expect(data.safeParse({ ...given, weight: { until: 5 } }).success).toBe(false);
    expect(data.safeParse({ ...given, weight: '' }).success).toBe(false);
    for (const schema of Object.values(data.shape)) expect(nestedKind(schema)).toBeUndefined();
  });

  test('have the types of what they take', () => {
    type Named = string | { readonly use: string; readonly [option: string]: unknown };
    expectTypeOf<z.output<typeof data>['weight']>().toEqualTypeOf<number | Named>();
    expectTypeOf<z.output<typeof data>['pool']>().toEqualTypeOf<Named[]>();
    expectTypeOf<z.output<typeof data>['count']>().toEqualTypeOf<number>();
    expectTypeOf<z.input<typeof data>['weight']>().toEqualTypeOf<number | Named | undefined>();
    expectTypeOf<z.input<typeof data>['rate']>().toEqualTypeOf<number | Named | undefined>();
  });

  test('are extended like any', () => {
    const more = data.extend({ own: z.boolean().default(true) });
    expect(more.parse({ pool: ['a'] })).toMatchObject({ weight: 1, own: true });
  });

  test('refuse a default that is built, for no data names it', () => {
    const built = z.object({ at: nestedPlugin('schedule').default(() => () => 1) });
    expect(() => dataOptions(built)).toThrow(/option "at" has a built plugin as its default/);
  });
});
