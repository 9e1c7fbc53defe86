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

interface Images {
  readonly embeddings: readonly number[];
  readonly identities: readonly number[];
  readonly cameras: readonly number[];
}

/**
 * The average precision and the rank of the first match of each query that has one. A rank is
 * counted: the images that are nearer, or as near and earlier, and 1.
 */
function byDefinition(query: Images, gallery: Images, d: number) {
  const precisions: number[] = [];
  const firsts: number[] = [];
  query.identities.forEach((identity, q) => {
    const counts = gallery.identities.flatMap((other, g) =>
      other < 0 || (other === identity && gallery.cameras[g] === query.cameras[q]) ? [] : [g],
    );
    const distance = (g: number) => {
      let sum = 0;
      for (let i = 0; i < d; i++)
        sum += (query.embeddings[q * d + i]! - gallery.embeddings[g * d + i]!) ** 2;
      return sum;
    };
    const isBefore = (a: number, b: number) =>
      distance(a) < distance(b) || (distance(a) === distance(b) && a <= b);
    const rank = (g: number, among: readonly number[]) =>
      among.filter((other) => isBefore(other, g)).length;
    const matches = counts.filter((g) => gallery.identities[g] === identity);
    if (identity < 0 || matches.length === 0) return;
    const shares = matches.map((g) => rank(g, matches) / rank(g, counts));
    precisions.push(shares.reduce((a, b) => a + b, 0) / shares.length);
    firsts.push(Math.min(...matches.map((g) => rank(g, counts))));
  });
  return { precisions, firsts };
}

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

  it('equals a plain loop over the definition', () => {
    const d = 2;
    const images = (least: number) =>
      fc
        .array(
          fc.record({
            at: fc.tuple(fc.integer({ min: -4, max: 4 }), fc.integer({ min: -4, max: 4 })),
            identity: fc.integer({ min: -1, max: 3 }),
            camera: fc.nat(2),
          }),
          { minLength: least, maxLength: 25 },
        )
        .map((all) => ({
          embeddings: all.flatMap(({ at }) => at),
          identities: all.map(({ identity }) => identity),
          cameras: all.map(({ camera }) => camera),
        }));
    fc.assert(
      fc.property(images(1), images(1), (query, gallery) => {
        const found = rankingOf(embedded(query), embedded(gallery));
        const expected = byDefinition(query, gallery, d);
        expect(found.queries).toBe(expected.precisions.length);
        if (found.queries === 0) return;
        const mean = (all: readonly number[]) => all.reduce((a, b) => a + b, 0) / all.length;
        expect(Math.abs(found.map - mean(expected.precisions))).toBeLessThan(1e-12);
        for (const k of [1, 5, 10])
          expect(found.cmc[k]).toBeCloseTo(
            mean(expected.firsts.map((at) => (at <= k ? 1 : 0))),
            12,
          );
      }),
      { numRuns: 300 },
    );
  });

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
