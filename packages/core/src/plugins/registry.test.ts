import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import type { AnyPlugin } from '../contracts/plugin.ts';
import { perceptron, registry, stripes } from '../testing/plugins.ts';
import { pluginsOf } from './define.ts';
import { defineBackbone, defineSchedule } from './defineTraining.ts';
import { nested } from './nested.ts';
import { createRegistry } from './registry.ts';

const around = defineBackbone({
  id: 'around',
  about: 'Another backbone, under a second name.',
  options: z.object({
    base: nested('backbone').describe('The other.'),
    times: z.number().default(1).describe('How often.'),
  }),
  create: ({ base }) => ({ ...base, heads: [...base.heads, 'again'] }),
});
const mean = defineSchedule({
  id: 'mean',
  about: 'The mean of others.',
  options: z.object({ of: z.array(nested('schedule')).describe('The others.') }),
  create:
    ({ of }) =>
    (moment) =>
      of.reduce((sum, one) => sum + one(moment), 0) / of.length,
});

describe('a registry', () => {
  const all = createRegistry([{ plugins: [...registry.list(), around, mean] }]);
  it('builds by name, by variant, and with options', () => {
    expect(all.build('backbone', 'perceptron').heads).toEqual(['out']);
    expect(all.find('backbone', { use: 'wide', dropout: 0.5 }).options).toEqual({
      hidden: 9,
      dropout: 0.5,
    });
  });
  it('builds what is nested, in code and in a configuration', () => {
    expect(
      all.build('backbone', { use: 'around', base: { use: 'perceptron', hidden: 3 } }).heads,
    ).toEqual(['out', 'again']);
    expect(around({ base: perceptron() }).heads).toEqual(['out', 'again']);
    const moment = { step: 0, epoch: 0, stepsPerEpoch: 1, epochs: 1, progress: 0, history: {} };
    expect(
      all.build('schedule', {
        use: 'mean',
        of: [
          { use: 'constant', value: 1 },
          { use: 'constant', value: 3 },
        ],
      })(moment),
    ).toBe(2);
  });
  it('says what is wrong: the name, an option, a nested plugin, a second plugin of one name', () => {
    expect(() => all.build('backbone', 'perceptrn')).toThrow('Did you mean "perceptron"?');
    expect(() => all.build('backbone', { use: 'perceptron', hiden: 3 })).toThrow(
      'Did you mean "hidden"?',
    );
    expect(() => all.build('backbone', { use: 'perceptron', hidden: 1.5 })).toThrow(
      'option "hidden" is 1.5',
    );
    expect(() => all.build('backbone', { use: 'around', base: 'nothing' })).toThrow(
      'No backbone is called "nothing"',
    );
    expect(() => all.build('backbone', { use: 'around' })).toThrow('option "base" is undefined');
    // The type forbids what the error is for.
    expect(() => all.build('backbone', 7 as never)).toThrow('but 7 was found');
  });
  it('takes one plugin from several places as one, and two of one name as a mistake', () => {
    const same = (name: string) =>
      defineSchedule({ id: name, about: 'One.', create: () => () => 1 });
    const one = same('one');
    const modules: readonly (readonly [what: string, ...exports: object[]])[] = [
      ['by name and as default', { one, default: one }],
      ['under two names', { one, first: one }],
      ['in two modules', { one }, { one }],
      ['in a module and, again, as the default of another', { one }, { default: one }],
      ['with variants', { perceptron, default: perceptron }, { mine: perceptron }],
    ];
    for (const [what, ...exports] of modules) {
      const made = createRegistry(exports.map((module) => ({ plugins: pluginsOf(module) })));
      expect(made.list(), what).toHaveLength(1);
    }
    const elsewhere = createRegistry([{ plugins: [one] }, { module: 'one.js', plugins: [one] }]);
    expect(elsewhere.find('schedule', 'one').module).toBe('one.js');

    const clash = (...plugins: readonly AnyPlugin[]) =>
      expect(() => createRegistry(plugins.map((plugin) => ({ plugins: [plugin] }))));
    clash(same('one'), same('one')).toThrow('Two plugins are called schedule "one"');
    const wide = defineBackbone({ id: 'wide', about: 'Another.', create: () => perceptron() });
    clash(perceptron, wide).toThrow('Two plugins are called backbone "wide"');
    const itself = defineSchedule({
      id: 'itself',
      about: 'A variant of its own name.',
      variants: { itself: {} },
      create: () => () => 1,
    });
    clash(itself).toThrow('Two plugins are called schedule "itself"');
  });
  it('infers names and options as types', () => {
    const typed = createRegistry([{ plugins: [perceptron, stripes] }]);
    typed.create('backbone', { use: 'wide', hidden: 4 });
    // @ts-expect-error: there is no such name
    expect(() => typed.create('backbone', 'wiide')).toThrow();
    // @ts-expect-error: a string is not a number
    expect(() => typed.create('backbone', { use: 'perceptron', hidden: '4' })).toThrow();
    expectTypeOf(typed.list()).items.toExtend<{ id: string }>();
  });
  it('finds the plugins of a module among its other exports', () => {
    expect(pluginsOf({ perceptron, other: () => 1, z }).map(({ id }) => id)).toEqual([
      'perceptron',
    ]);
  });
});
