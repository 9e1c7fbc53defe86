import { pText, seedsText } from '../numbers.ts';
import type { Report } from '../report.ts';
import { fewestPairs } from '../statistics/compare.ts';
import type { Family } from '../statistics/families.ts';

/** When a difference counts as established, and which comparisons have too few seeds for that. */
export const criterion = ({ families }: Pick<Report, 'families'>): string[] =>
  families.every(({ pairs }) => pairs.length === 0)
    ? []
    : [
        [
          'A difference is established where its interval excludes zero and the permutation test, corrected for the number of comparisons, gives p of at most 0.05.',
          ...families.flatMap(tooFewSeeds),
        ].join(' '),
      ];

/** Comparisons in which even the clearest result could not be established. */
function tooFewSeeds({ to, pairs }: Family): string[] {
  const most = pairs.reduce((count, pair) => Math.max(count, pair.pairs), 0);
  const smallest = pairs.find((pair) => pair.pairs === most)?.smallestPermutation ?? 0;
  const corrected = Math.min(1, smallest * pairs.length);
  if (corrected <= 0.05) return [];
  const many =
    pairs.length > 1 ? `, or ${pText(corrected)} corrected for ${pairs.length} comparisons` : '';
  return [
    `With ${seedsText(most)} that test cannot give less than p = ${pText(smallest)}${many}: a difference to ${to} takes at least ${fewestPairs(pairs.length)} seeds to be established.`,
  ];
}
