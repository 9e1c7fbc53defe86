import {
  createRegistry,
  defineSchedule,
  InputError,
  pluginsOf,
  type Registry,
} from '@codistill/core';
import { describe, expect, it } from 'vitest';
import * as module from './index.ts';

const constant = (id: string, value: unknown) =>
  defineSchedule({ id, about: 'One value.', create: () => () => value as number });
const plugins = {
  ...module,
  minus: constant('minus', -1),
  zero: constant('zero', 0),
  half: constant('half', 0.5),
  nan: constant('nan', Number.NaN),
  none: constant('none', undefined),
};
const registry = createRegistry([{ plugins: pluginsOf(plugins) }]) as unknown as Registry;
const first = { step: 0, epoch: 0, stepsPerEpoch: 10, epochs: 1, progress: 0, history: {} };
const rng = {
  uniform: () => 0.5,
  normal: () => 0,
  integer: () => 0,
  permutation: (n: number) => new Int32Array(n),
};
const plan = (use: object) => registry.build('strategy', use as never).plan!(first, rng);

describe('an option that varies', () => {
  it.each([
    [{ use: 'mutual', temperature: 'half' }, { temperature: 0.5 }],
    [{ use: 'distill', kl: 'zero' }, { kl: 0 }],
    [{ use: 'kdcl', temperature: 'half' }, { temperature: 0.5 }],
  ])('takes a schedule: %j', (use, expected) => {
    expect(plan(use)).toMatchObject(expected);
  });
  it.each([
    { use: 'mutual', temperature: -1 },
    { use: 'mutual', temperature: 0 },
    { use: 'distill', kl: -0.5 },
    { use: 'competitive', temperature: -2 },
    { use: 'kdcl', temperature: Number.NaN },
  ])('refuses a number out of its range as it is built: %j', (use) => {
    const option = Object.keys(use)[1]!;
    expect(() => plan(use)).toThrow(InputError);
    expect(() => plan(use)).toThrow(`option "${option}" is `);
    expect(() => plan(use)).not.toThrow('Invalid input');
  });
  it.each([
    { use: 'mutual', temperature: 'minus' },
    { use: 'mutual', temperature: 'zero' },
    { use: 'distill', kl: 'minus' },
    { use: 'competitive', temperature: 'nan' },
    { use: 'kdcl', temperature: 'none' },
  ])('refuses such a value of a schedule at its step: %j', (use) => {
    const option = Object.keys(use)[1]!;
    expect(() => plan(use)).toThrow(InputError);
    expect(() => plan(use)).toThrow(`The schedule of the option "${option}" gives `);
    expect(() => plan(use)).toThrow('at step 0');
  });
});
