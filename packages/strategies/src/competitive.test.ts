import { beforeAll, expect, test } from 'vitest';
import { competitive } from './competitive.ts';
import { startEngine } from './testing/engine.ts';
import { runFlow } from './testing/run.ts';

beforeAll(async () => {
  await startEngine();
});

const three = [
  { id: 'a', features: [6, 4, 4, 3] },
  { id: 'b', features: [6, 4, 4, 3] },
  { id: 'c', features: [6, 2, 2, 4] },
];
const weightsTo = (terms: Readonly<Record<string, number>>, loss: string, student: string) =>
  Object.entries(terms)
    .filter(
      ([name]) =>
        name.startsWith(`weight/${loss}/`) && name.split('->')[1]!.split('~')[0] === student,
    )
    .map(([, weight]) => weight);

test('the best of the batch teaches the others, and nobody teaches it', () => {
  const { terms } = runFlow(competitive(), { peers: three });
  const scores = ['a', 'b', 'c']
    .map((id) => [terms[`loss/ce/labels->${id}`]!, id] as const)
    .sort((x, y) => x[0] - y[0]);
  const [best, second, worst] = scores.map(([, id]) => id) as [string, string, string];
  expect(terms[`weight/kl/${best}->${second}`]).toBe(1);
  expect(terms[`weight/kl/${best}->${worst}`]).toBe(1);
  expect(terms[`weight/kl/${second}->${worst}`]).toBe(0);
  expect(weightsTo(terms, 'kl', best)).toEqual([0, 0]);
  expect(weightsTo(terms, 'l2', best)).toEqual([0, 0]);
});

test('with better teachers, the worst averages them', () => {
  const { terms } = runFlow(competitive({ teachers: 'better' }), { peers: three });
  const sums = ['a', 'b', 'c'].map((id) => weightsTo(terms, 'kl', id).sort());
  expect(sums.sort()).toEqual([
    [0, 0],
    [0, 1],
    [0.5, 0.5],
  ]);
});

test('tied networks do not teach each other, and a worse one averages them', () => {
  const peers = [
    { id: 'a', seed: 0, scale: 3 },
    { id: 'b', seed: 2, scale: 1 },
    { id: 'c', seed: 0, scale: 3 },
  ];
  const { terms } = runFlow(competitive({ features: 0 }), { peers });
  const tiedAreBest = terms['loss/ce/labels->a']! < terms['loss/ce/labels->b']!;
  expect(terms['weight/kl/a->c']).toBe(0);
  expect(terms['weight/kl/c->a']).toBe(0);
  expect(terms[tiedAreBest ? 'weight/kl/a->b' : 'weight/kl/b->a']).toBe(tiedAreBest ? 0.5 : 1);
});

test('one network learns from its labels alone', () => {
  expect(Object.keys(runFlow(competitive(), { peers: [{ id: 'a' }] }).terms)).toEqual([
    'loss/ce/labels->a',
    'weight/ce/labels->a',
  ]);
});

test('networks may compete on clean views, and teach what they predict there', () => {
  const peers = ['a', 'b'].flatMap((id, i) => [
    { id, seed: i },
    { id: `${id}@clean`, seed: 1 - i },
  ]);
  const own = runFlow(competitive({ features: 0 }), { peers });
  const clean = runFlow(competitive({ features: 0, competeOn: 'clean', teachOn: 'clean' }), {
    peers,
  });
  // On the clean views, each network has the values that the other network has on its own view.
  const weights = (terms: Readonly<Record<string, number>>, view: string) =>
    ['a', 'b'].map((id) => terms[`weight/kl/${id}${view}->${id === 'a' ? 'b' : 'a'}`]);
  expect(weights(own.terms, '').sort()).toEqual([0, 1]);
  expect(weights(clean.terms, '@clean')).toEqual(weights(own.terms, '').reverse());
  expect(clean.grads['a@clean/logits']!.every((x) => x === 0)).toBe(true);
});

test('features of networks without any are an error that says what to do', () => {
  expect(() => runFlow(competitive(), { peers: [{ id: 'a' }, { id: 'b' }] })).toThrow(
    /set the weight of this loss to 0/,
  );
});
