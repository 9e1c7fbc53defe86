import { describe, expect, it } from 'vitest';
import { parseExperiment } from '../data/experiment.ts';
import { noFiles } from '../data/noFiles.ts';
import { resolveExperiment } from '../data/resolve.ts';
import { InputError } from '../errors.ts';
import { experiment, registry } from '../testing/plugins.ts';

/** Parsed from JSON, where `__proto__` is an ordinary key. */
const named = (...names: readonly string[]) =>
  JSON.parse(
    `{ ${names.map((name) => `${JSON.stringify(name)}: { "backbone": "perceptron" }`).join(', ')} }`,
  ) as Record<string, { backbone: string }>;

describe('names of networks', () => {
  const reserved = ['labels', 'strategy', 'clean', 'ensemble'];
  const members = [
    'constructor',
    'toString',
    'valueOf',
    'hasOwnProperty',
    'isPrototypeOf',
    '__proto__',
    '__defineGetter__',
  ];
  it.each([...reserved, ...members])('that mean something else are refused: %s', (name) => {
    for (const networks of [named(name), named('a', name), named(name, 'b')])
      expect(() => parseExperiment({ ...experiment(), networks })).toThrow(
        `has a network called "${name}", but that name is reserved`,
      );
  });
  const unusable = [
    '',
    ' ',
    'a/b',
    'a@b',
    'a|b',
    'a->b',
    'a b',
    '1',
    '-a',
    'ä',
    'a.b',
    'a\nb',
    'a#b',
    '__x',
    '💡',
  ];
  it.each(unusable)('that cannot stand in a path or a metric are refused: %j', (name) => {
    expect(() => parseExperiment({ ...experiment(), networks: named('a', name) })).toThrow(
      `has a network called ${JSON.stringify(name)}: a network is named with letters`,
    );
  });
  it('are all kept, or refused, also where an object is written with a prototype', () => {
    const spec = { backbone: 'perceptron' };
    class Networks {
      readonly a = spec;
    }
    const lost = [
      { a: spec, __proto__: spec },
      Object.create({ a: spec }) as object,
      new Networks(),
      Object.assign(Object.create({ b: spec }) as object, { a: spec }),
      new Map([['a', spec]]),
    ];
    for (const networks of lost)
      expect(() => parseExperiment({ ...experiment(), networks } as never)).toThrow(
        'has "networks" with its own prototype',
      );
    const bare = Object.assign(Object.create(null) as object, { a: spec });
    expect(Object.keys(parseExperiment({ ...experiment(), networks: bare }).networks)).toEqual([
      'a',
    ]);
  });
  it.each(['a', 'labels2', 'Labels', 'a-b', 'a_b', 'proto', 'student', 'n27', 'prototype', 'then'])(
    'that are words are taken: %s',
    async (name) => {
      const changes = { networks: named(name, 'other'), strategy: 'independent' };
      const { setup, rates } = await resolveExperiment(experiment(changes), registry, noFiles);
      expect(setup.networks.map(({ id }) => id)).toEqual([name, 'other']);
      expect(Object.keys(rates)).toEqual([name, 'other', 'strategy']);
    },
  );
  it('is no error of another kind where the networks are something else', () => {
    for (const networks of [undefined, null, 7, 'a', [], ['perceptron'], {}])
      expect(() => parseExperiment({ ...experiment(), networks } as never)).toThrow(InputError);
  });
});
