import { describe, expect, it } from 'vitest';
import { temporary } from '../../../../apps/codistill/src/testing/folder.ts';
import { parseStudyFile } from '../schema.ts';
import { readConfigFile } from './configFile.ts';

const read = (text: string) => readConfigFile('study.json', temporary({ 'study.json': text }));

describe('the keys of a JSON file', () => {
  const twice: readonly (readonly [text: string, key: string, first: number, second: number])[] = [
    ['{ "epochs": 1,\n  "epochs": 2 }', 'epochs', 1, 2],
    ['{ "networks": {\n "a": "resnet8",\n "b": "resnet8",\n "a": "resnet14" } }', 'a', 2, 4],
    ['{ "methods": {\n "m": { "use": "mutual" },\n "m": "independent" } }', 'm', 2, 3],
    [
      '{ "methods": [{ "use": "mutual", "temperature": 1, "temperature": 2 }] }',
      'temperature',
      1,
      1,
    ],
    ['{ "epochs": 1, "\\u0065pochs": 2 }', 'epochs', 1, 1],
    ['{ "a": [[{ "": 1, "": 1 }]] }', '', 1, 1],
    ['{ "constructor": 1,\r\n "constructor": 2 }', 'constructor', 1, 2],
  ];
  it.each(twice)('may not come twice: %j', async (text, key, first, second) => {
    await expect(read(text)).rejects.toThrow(
      `study.json: the key ${JSON.stringify(key)} of line ${first} appears again in line ${second}`,
    );
  });
  const lost: readonly string[] = [
    '{ "__proto__": 1 }',
    '{ "networks": { "__proto__": { "backbone": "resnet8" } } }',
    '{ "methods": { "__proto__": "mutual" } }',
    '{ "methods": [{ "use": "mutual", "__proto__": {} }] }',
    '{ "__proto\\u005f_": 1 }',
  ];
  it.each(lost)('may not be __proto__: %s', async (text) => {
    await expect(read(text)).rejects.toThrow('study.json: the key "__proto__" of line 1');
  });
  const right: readonly string[] = [
    '{ "networks": { "a": "resnet8", "b": "resnet8" }, "a": 1 }',
    '{ "list": [{ "use": "a" }, { "use": "b" }], "use": "c" }',
    '{ "A": 1, "a": 2 }',
    '\ufeff{ "epochs": 1 }',
    '{ "text": "{ \\"a\\": 1, \\"a\\": 2 }" }',
  ];
  it.each(right)('may come once in each object: %s', async (text) => {
    expect(await read(text)).toEqual(JSON.parse(text.replace('\ufeff', '')));
  });
});

describe('a study file', () => {
  const parsed = (value: object) => () => parseStudyFile(value, 'study.ts');
  const spec = { backbone: 'small-conv' };
  const wrong: readonly (readonly [what: string, value: object, message: string])[] = [
    [
      'a method of a reserved name',
      { methods: { constructor: 'mutual' } },
      'a method called "constructor"',
    ],
    [
      'a method called after a path',
      { methods: { 'a/b': 'mutual' } },
      'a method is named with small letters',
    ],
    ['a network of a reserved name', { networks: { labels: spec } }, 'a network called "labels"'],
    [
      'a network in a literal prototype',
      { networks: { a: spec, __proto__: { b: spec } } },
      'its own prototype',
    ],
    [
      'methods in one',
      { methods: { a: 'mutual', __proto__: { b: 'mutual' } } },
      'its own prototype',
    ],
    ['a rate below 0', { learningRate: -0.1 }, '"learningRate" = -0.1: Too small'],
    [
      'a rate that is none',
      { learningRate: true },
      '"learningRate" = true: a schedule was expected',
    ],
    ['no network', { networks: [] }, '"networks" = []'],
    ['a network that is none', { networks: { a: 7 } }, '"networks.a" = 7'],
    ['half a draw', { examples: { count: 7 } }, '"examples.seed" = nothing'],
    ['an odd draw', { examples: { count: 7, seed: 'each' } }, '"examples.seed" = "each"'],
    ['no examples', { examples: 0 }, '"examples" = 0: Too small'],
  ];
  it.each(wrong)('is refused for %s', (_what, value, message) => {
    expect(parsed(value)).toThrow(message);
    expect(parsed(value)).not.toThrow('Invalid input');
  });
});
