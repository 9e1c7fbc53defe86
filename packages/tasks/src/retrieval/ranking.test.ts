import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import golden from './ranking.golden.json' with { type: 'json' };
import { type Embedded, normalizedRows, rankingOf } from './ranking.ts';

const embedded = (given: {
  readonly embeddings: readonly number[];
  readonly identities: readonly number[];
  readonly cameras?: readonly number[];
}): Embedded => ({
  embeddings: Float32Array.from(given.embeddings),
  identities: Int32Array.from(given.identities),
  ...(given.cameras && { cameras: Int32Array.from(given.cameras) }),
});

describe('a ranking', () => {
  it.each(golden.cases.map((one, i) => [i, one] as const))(
    'has the mean average precision of scikit-learn: case %i',
    (_i, one) => {
      const found = rankingOf(embedded(one.query), embedded(one.gallery));
      expect(found.queries).toBe(one.queries);
      expect(found.map).toBeCloseTo(one.map, 6);
      for (const [k, share] of Object.entries(one.cmc))
        expect(found.cmc[Number(k)]).toBeCloseTo(share, 12);
    },
  );

  it('leaves out matches from the own camera, and queries without a match', () => {
    const query = embedded({ embeddings: [0, 5], identities: [1, 2], cameras: [0, 0] });
    const gallery = embedded({
      embeddings: [0, 0.1, 0.2, 5],
      identities: [1, 3, 1, 2],
      cameras: [0, 1, 1, 0],
    });
    const found = rankingOf(query, gallery);
    expect(found.queries).toBe(1);
    expect(found.map).toBe(0.5);
    expect(found.cmc).toEqual({ 1: 0, 5: 1, 10: 1 });
  });

  it('is perfect where each identity has a point of its own', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5), { minLength: 1, maxLength: 12 }), (identities) => {
        const all = embedded({ embeddings: identities.map((i) => 10 * i), identities });
        const found = rankingOf(all, all);
        expect([found.map, found.cmc[1]]).toEqual([1, 1]);
      }),
    );
  });
});

it('normalized rows have length 1', () => {
  expect([...normalizedRows(Float32Array.of(3, 4, 0, 0), 2)]).toEqual([
    Math.fround(0.6),
    Math.fround(0.8),
    0,
    0,
  ]);
});
