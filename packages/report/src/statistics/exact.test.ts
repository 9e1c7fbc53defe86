import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Family, familiesOf } from './families.ts';
import { examplesOf, measurementOf } from './measurement.ts';

// Integer arithmetic that shares no code with what it checks. No floats are compared.

/** The number of the 2^n sign assignments whose sum is at least as far from 0. */
function extreme(differences: readonly bigint[]): bigint {
  const far = (value: bigint) => (value < 0n ? -value : value);
  const observed = far(differences.reduce((sum, d) => sum + d, 0n));
  const below = (at: number, sum: bigint): bigint =>
    at === differences.length
      ? far(sum) >= observed
        ? 1n
        : 0n
      : below(at + 1, sum + differences[at]!) + below(at + 1, sum - differences[at]!);
  return below(0, 0n);
}

/** Holm's corrected p in units of 2^-n, from p in the same units. */
function corrected(p: readonly bigint[], one: bigint): bigint[] {
  const least = (a: bigint, b: bigint) => (a < b ? a : b);
  return p.map((_, i) => {
    // The maximum of p_(r) (m - r) over the ranks up to its own.
    const order = [...p.keys()].sort((a, b) => (p[a]! < p[b]! ? -1 : p[a]! > p[b]! ? 1 : a - b));
    const upTo = order.slice(0, order.indexOf(i) + 1);
    return upTo
      .map((at, rank) => least(one, p[at]! * BigInt(p.length - rank)))
      .sort((a, b) => (a < b ? -1 : 1))
      .at(-1)!;
  });
}

/** Counts of right predictions by method, seed and network. */
interface Study {
  readonly examples: number;
  readonly counts: readonly (readonly (readonly number[])[])[];
}

const ids = ['independent', 'mutual', 'self', 'competitive'];
/** The family of a study of counts. With `said`, its runs store the number of examples. */
function familyOf({ examples, counts }: Study, said: boolean): Family {
  const runs = counts.map((seeds) =>
    seeds.map((networks) => ({
      values: networks.map((right) => Math.fround(right / examples)),
      examples: said ? examples : undefined,
    })),
  );
  const found = examplesOf(runs.flat());
  const measured = runs.map((seeds, m) => ({
    id: ids[m]!,
    values: new Map(
      seeds.map((one, i) => [i + 1, measurementOf(one.values, one.examples ?? found)!] as const),
    ),
  }));
  return familiesOf(measured, ids[0]!)[0]!;
}

function expectExact({ examples, counts }: Study, said: boolean): void {
  const family = familyOf({ examples, counts }, said);
  const seeds = counts[0]!.length;
  // The sum of right predictions of each method, in units of one prediction of all methods'
  // networks together.
  const unit = counts.reduce((product, [first]) => product * BigInt(first!.length), 1n);
  const sums = counts.map((method) =>
    method.map(
      (networks) =>
        (unit / BigInt(networks.length)) * networks.reduce((sum, right) => sum + BigInt(right), 0n),
    ),
  );
  const one = 2n ** BigInt(seeds);
  const share = (part: bigint, of: bigint) => Number(part) / Number(of);
  const differences = sums.slice(1).map((mine) => mine.map((sum, i) => sum - sums[0]![i]!));
  const p = differences.map(extreme);
  const holm = corrected(p, one);
  expect(family.pairs).toHaveLength(counts.length - 1);
  family.pairs.forEach((pair, i) => {
    const better = differences[i]!.reduce(
      (points, d) => points + (d > 0n ? 2n : d === 0n ? 1n : 0n),
      0n,
    );
    expect(pair.permutation).toBe(share(p[i]!, one));
    expect(pair.superiority).toBe(share(better, 2n * BigInt(seeds)));
    expect(pair.corrected).toBe(share(holm[i]!, one));
    expect(pair.interval === null).toBe(new Set(differences[i]).size === 1);
  });
}

/** Differences of few predictions, as in studies: many ties, and equal sums with other signs. */
const study: fc.Arbitrary<Study> = fc
  .record({
    examples: fc.oneof(
      fc.constantFrom(364, 10_000, 1000, 143),
      fc.integer({ min: 20, max: 20_000 }),
    ),
    methods: fc.integer({ min: 2, max: 4 }),
    seeds: fc.integer({ min: 2, max: 9 }),
    spread: fc.integer({ min: 1, max: 12 }),
  })
  .chain(({ examples, methods, seeds, spread }) =>
    fc
      .array(fc.integer({ min: 1, max: 3 }), { minLength: methods, maxLength: methods })
      .chain((networks) =>
        fc.record({
          examples: fc.constant(examples),
          counts: fc.tuple(
            ...networks.map((count) =>
              fc.array(
                fc.array(fc.integer({ min: Math.max(0, examples - 2 * spread), max: examples }), {
                  minLength: count,
                  maxLength: count,
                }),
                { minLength: seeds, maxLength: seeds },
              ),
            ),
          ),
        }),
      ),
  );

describe('statistics of counts', () => {
  it('equal exact integer arithmetic over 500 random studies: permutation p, superiority, Holm', () => {
    fc.assert(
      fc.property(study, fc.boolean(), (some, said) => expectExact(some, said)),
      { numRuns: 500 },
    );
  });
  it('the differences 3 3 3 2 3 0 of 728 give p 0.0625 and superiority 11/12, and are no proof', () => {
    const networks = (a: readonly number[], b: readonly number[]) => a.map((at, i) => [at, b[i]!]);
    const counts = [
      networks([345, 346, 347, 348, 349, 350], [351, 352, 353, 350, 351, 352]),
      networks([347, 348, 348, 349, 351, 351], [352, 353, 355, 351, 352, 351]),
    ];
    for (const said of [true, false]) {
      const [pair] = familyOf({ examples: 364, counts }, said).pairs;
      expect(pair!.differences.map(({ value }) => Math.round(728 * value))).toEqual([
        3, 3, 3, 2, 3, 0,
      ]);
      expect(pair).toMatchObject({
        permutation: 0.0625,
        corrected: 0.0625,
        superiority: 11 / 12,
        ties: 1,
        established: false,
      });
    }
  });
});
