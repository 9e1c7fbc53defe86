/** Images of a pass with their embeddings. */
export interface Embedded {
  /** [images, d] in row-major order. */
  readonly embeddings: Float32Array;
  /** [images], the identity of each image, or -1 for an image that counts for no query. */
  readonly identities: Int32Array;
  /** [images], the camera of each image. Absent: all images are from different cameras. */
  readonly cameras?: Int32Array;
}

/** What a ranking gives, over the queries that have a match in the gallery. */
export interface Ranking {
  /** The mean of the average precisions, in [0, 1]. */
  readonly map: number;
  /** The share of queries with a match among the first k, in [0, 1], by k. */
  readonly cmc: Readonly<Record<number, number>>;
  /** The number of queries with a match in the gallery. */
  readonly queries: number;
}

/** The k of the cumulative matching characteristic that is reported. */
export const ranks = [1, 5, 10] as const;

/**
 * Ranks the gallery for each query by the distance of embeddings, nearest first; of equal distances
 * the first image counts.
 *
 *     AP = mean over matches of (matches up to its rank) / rank
 *     mAP = mean over queries of AP,  CMC(k) = share of queries with a match in the first k
 *
 * As usual for re-identification, gallery images of the query's own identity from the query's own
 * camera are left out, and so are images of no identity. Queries without a match are left out. If
 * `same`, query i and gallery image i are one image, which is not a match of itself.
 *
 * Source: Zheng et al., ICCV 2015, Market-1501; AP as in scikit-learn's average_precision_score.
 */
export function rankingOf(query: Embedded, gallery: Embedded, same = false): Ranking {
  const d = query.embeddings.length / query.identities.length;
  const hits: Record<number, number> = Object.fromEntries(ranks.map((k) => [k, 0]));
  let [sum, queries] = [0, 0];
  for (let q = 0; q < query.identities.length; q++) {
    if (query.identities[q]! < 0) continue;
    const matches = matchesOf(q, d, query, gallery, same);
    const first = matches.indexOf(1);
    if (first < 0) continue;
    queries++;
    sum += averagePrecision(matches);
    for (const k of ranks) if (first < k) hits[k]!++;
  }
  return {
    map: sum / queries,
    cmc: Object.fromEntries(ranks.map((k) => [k, hits[k]! / queries])),
    queries,
  };
}

/** For one query: 1 or 0 for each gallery image that counts, the nearest first. */
function matchesOf(
  q: number,
  d: number,
  query: Embedded,
  gallery: Embedded,
  same: boolean,
): Uint8Array {
  const identity = query.identities[q]!;
  const camera = query.cameras?.[q];
  const kept: number[] = [];
  const distances = new Float64Array(gallery.identities.length);
  for (let g = 0; g < distances.length; g++) {
    const other = gallery.identities[g]!;
    if (other < 0 || (same && g === q)) continue;
    if (other === identity && camera !== undefined && gallery.cameras?.[g] === camera) continue;
    let sum = 0;
    for (let i = 0; i < d; i++)
      sum += (query.embeddings[q * d + i]! - gallery.embeddings[g * d + i]!) ** 2;
    distances[g] = sum;
    kept.push(g);
  }
  kept.sort((a, b) => distances[a]! - distances[b]! || a - b);
  return Uint8Array.from(kept, (g) => (gallery.identities[g] === identity ? 1 : 0));
}

function averagePrecision(matches: Uint8Array): number {
  let [found, sum] = [0, 0];
  matches.forEach((match, rank) => {
    if (match === 0) return;
    found++;
    sum += found / (rank + 1);
  });
  return sum / found;
}

/** Each embedding divided by its length, [images, d]. One of length 0 stays 0. */
export function normalizedRows(embeddings: Float32Array, d: number): Float32Array {
  const out = new Float32Array(embeddings.length);
  for (let start = 0; start < out.length; start += d) {
    let square = 0;
    for (let i = start; i < start + d; i++) square += embeddings[i]! ** 2;
    const scale = square > 0 ? 1 / Math.sqrt(square) : 0;
    for (let i = start; i < start + d; i++) out[i] = embeddings[i]! * scale;
  }
  return out;
}
