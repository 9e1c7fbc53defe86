import { dataOptions, pluginsOf } from '@codistill/core';
import * as strategies from '@codistill/strategies';
import { expect, test } from 'vitest';
import { variantsOf, withDefaults } from './variants.ts';

test('the variants of every strategy are data, which is what their type here says', () => {
  const variants = pluginsOf(strategies).flatMap((strategy) =>
    Object.entries(strategy.variants ?? {}).map(([name, options]) => [
      name,
      dataOptions(strategy.options).safeParse(options).success,
    ]),
  );
  expect(variants.length).toBeGreaterThan(10);
  for (const [name, isData] of variants) expect(isData, `${name}`).toBe(true);
  expect(variantsOf(strategies.kdcl)).toBe(strategies.kdcl.variants);
});

test('options with other defaults keep their names, their order and what they say', () => {
  const options = dataOptions(strategies.distill.options);
  const made = withDefaults(options, variantsOf(strategies.distill)['born-again']);
  expect(made.parse({})).toEqual({ ...options.parse({}), ce: 1, kl: 1, temperature: 1 });
  expect(Object.keys(made.shape)).toEqual(Object.keys(options.shape));
  for (const [name, option] of Object.entries(options.shape))
    expect(made.shape[name as keyof typeof options.shape].description).toBe(option.description);
  expect(() => made.parse({ kl: -1 })).toThrow();
});
