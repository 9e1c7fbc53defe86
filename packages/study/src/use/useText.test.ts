import { InputError, type Use } from '@codistill/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical, formatUse, parseUse, parseUses } from './useText.ts';

describe('a plugin on the command line', () => {
  it('is a name, with options as JSON or text', () => {
    expect(parseUse('mutual')).toBe('mutual');
    expect(parseUse('mutual:temperature=2:update=alternating:through=true')).toEqual({
      use: 'mutual',
      temperature: 2,
      update: 'alternating',
      through: true,
    });
    expect(parseUses('steps:at=[0.5,0.8],flip')).toEqual([
      { use: 'steps', at: [0.5, 0.8] },
      'flip',
    ]);
    expect(parseUses(' a : b = c , d,')).toEqual([{ use: 'a', b: 'c' }, 'd']);
    expect(canonical('mutual')).toBe(canonical({ use: 'mutual' }));
    expect(canonical({ use: 'x', a: 1, b: 2 })).toBe(canonical({ b: 2, use: 'x', a: 1 }));
  });

  it.each<readonly [string, readonly Use[]]>([
    [
      'graph:gates=[["through","cutoff"],["cutoff","through"]],mutual',
      [
        {
          use: 'graph',
          gates: [
            ['through', 'cutoff'],
            ['cutoff', 'through'],
          ],
        },
        'mutual',
      ],
    ],
    [
      'mutual:temperature=(linear:from=4:to=1:until=0.5):update=alternating,flip',
      [
        {
          use: 'mutual',
          temperature: { use: 'linear', from: 4, to: 1, until: 0.5 },
          update: 'alternating',
        },
        'flip',
      ],
    ],
    [
      'mutual:weight={"use":"burn-in","until":0.4},a',
      [{ use: 'mutual', weight: { use: 'burn-in', until: 0.4 } }, 'a'],
    ],
    [
      'exits:of=(resnet-cifar:depth=14:inner=(x:y="a)b"))',
      [{ use: 'exits', of: { use: 'resnet-cifar', depth: 14, inner: { use: 'x', y: 'a)b' } } }],
    ],
    ['exits:of=(resnet8)', [{ use: 'exits', of: 'resnet8' }]],
    [
      'early-stop:metric="validation/accuracy/a:b,c":x=null',
      [{ use: 'early-stop', metric: 'validation/accuracy/a:b,c', x: null }],
    ],
    [
      '"a:b":"c=d"="2",{"use":"steps","at":[1,2]}',
      [
        { use: 'a:b', 'c=d': '2' },
        { use: 'steps', at: [1, 2] },
      ],
    ],
    [
      'x:path=a=b:empty="":n=-1.5e-3:t=01:u=.5',
      [{ use: 'x', path: 'a=b', empty: '', n: -1.5e-3, t: '01', u: '.5' }],
    ],
    ['x:"\\"[":y', []],
  ])('reads %s', (text, uses) => {
    if (uses.length === 0) expect(() => parseUses(text)).toThrow('"="');
    else expect(parseUses(text)).toEqual(uses);
  });

  it.each([
    ['mutual:temperature', '"=" and the value of the option was expected (at its end)'],
    ['mutual:=2', 'the name of an option was expected (character 8, "=2")'],
    ['mutual:temperature=', 'a value was expected (at its end)'],
    ['steps:at=[0.5,0.8', 'the bracket is not closed (character 10, "[0.5,0.8")'],
    ['steps:at=[0.5;0.8]', 'JSON was begun, and it is not right (character 10, "[0.5;0.8]")'],
    ['steps:at=[1e999]', 'character 10'],
    ['a:b="c', 'the quote is not closed (character 5, "\\"c")'],
    ['a:b=(c:d=1', '":" and an option, or ")" was expected (at its end)'],
    ['a:b=(c,d)', 'character 7, ",d)"'],
    ['a:b=c)', 'character 6, ")"'],
    ['a:b=c[1]', 'a text with brackets or quotes must be a JSON string (character 6, "[1]")'],
    ['a:b=1:b=2', 'an option is there for a second time (character 7, "b=2")'],
    ['a:use=b', 'an option cannot be called "use" (character 3, "use=b")'],
    ['a:b=1e999', 'beyond the range of numbers'],
    ['{"uses":"a"}', 'an object with "use": NAME was expected'],
    ['a b:c:=', 'character 6, ":="'],
    [':', 'the name of a plugin was expected (character 1, ":")'],
    ['a,=', 'character 3, "="'],
    ['a:b=]', 'character 5, "]"'],
    ['[1]', 'an object with "use": NAME was expected'],
  ])('says in one sentence where %s is wrong', (text, message) => {
    expect(() => parseUses(text)).toThrow(InputError);
    expect(() => parseUses(text)).toThrow(message);
    try {
      parseUses(text);
    } catch (error) {
      expect((error as Error).message.split('\n')).toHaveLength(1);
    }
  });
});

describe('the grammar, for every value', () => {
  const name = fc.oneof(
    fc.constantFrom('mutual', 'resnet8', 'a:b', 'a=b', '(', '1e3', 'null', ' x ', '__proto__', 'é'),
    fc.string({ minLength: 1 }),
    fc.string({ minLength: 1, unit: fc.constantFrom(...':,=()[]{}"\\ \n\u2028ab1.') }),
  );
  // What JSON can hold. It writes -0 as 0.
  const data = fc
    .oneof(
      fc.jsonValue(),
      fc.string({ unit: fc.constantFrom(...':,=()[]{}"\\ \n-+.e0tf') }),
      fc.constantFrom('true', '2', '-', '1e999', '[', 'a=b', '', '-0'),
    )
    .map((value) => JSON.parse(JSON.stringify(value)) as unknown);
  const { use } = fc.letrec<{ use: Use; options: Record<string, unknown>; value: unknown }>(
    (tie) => ({
      value: fc.oneof({ maxDepth: 3 }, data, tie('use'), fc.array(tie('use'), { maxLength: 2 })),
      options: fc.dictionary(
        name.filter((option) => option !== 'use'),
        tie('value'),
        { maxKeys: 3 },
      ),
      use: fc.oneof(
        name,
        fc.tuple(name, tie('options')).map(([id, options]) => ({ use: id, ...options })),
      ),
    }),
  );

  it('parse(format(use)) is the same plugin with the same options', () => {
    fc.assert(
      fc.property(use, (one) => {
        expect(canonical(parseUse(formatUse(one)))).toBe(canonical(one));
      }),
      { numRuns: 3000 },
    );
  });

  it('so it is for lists, which commas part', () => {
    fc.assert(
      fc.property(fc.array(use, { maxLength: 4 }), (uses) => {
        const read = parseUses(uses.map(formatUse).join(','));
        expect(read.map(canonical)).toEqual(uses.map(canonical));
      }),
      { numRuns: 1000 },
    );
  });

  it('format(parse(text)) is read as the same, and is its own format', () => {
    const words = fc
      .array(
        fc.oneof(fc.constantFrom(...':,=()[]{}"', '"a"', '[1,"b"]', '(c:d=1)', 'e', '2'), name),
      )
      .map((parts) => parts.join(''));
    const text = fc.oneof(words, use.map(formatUse));
    let right = 0;
    fc.assert(
      fc.property(text, (written) => {
        let read: Use;
        try {
          read = parseUse(written);
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
          return;
        }
        right++;
        const formatted = formatUse(read);
        expect(canonical(parseUse(formatted))).toBe(canonical(read));
        expect(formatUse(parseUse(formatted))).toBe(formatted);
      }),
      { numRuns: 3000 },
    );
    expect(right).toBeGreaterThan(500);
  });
});
