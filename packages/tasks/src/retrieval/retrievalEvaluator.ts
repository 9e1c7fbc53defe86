import { type Evaluator, type EvaluatorSetting, ofPeer } from '@codistill/core';
import { identitiesOf } from './identitiesOf.ts';
import { type Embedded, normalizedRows, rankingOf, ranks } from './ranking.ts';

/** The metrics of one peer: 'map', 'rank1', 'rank5' and 'rank10'. */
export const metricNames = ['map', ...ranks.map((k) => `rank${k}`)];

/** The peer of the ensemble, whose embedding is the concatenation of all. */
const ensemble = 'ensemble';

/**
 * Gathers the embeddings of a pass and ranks them. A pass with the roles query and gallery ranks
 * the gallery for each query. In a pass of one role, each image is a query for all others.
 */
export function retrievalEvaluator({
  targets,
  attributes,
  deployed,
  pass,
}: EvaluatorSetting): Evaluator {
  const gathered = new Map<string, Map<string, Float32Array[]>>();
  const positions = new Map<string, number[]>();
  return {
    add({ role, positions: here, peers }) {
      listed(positions, role).push(...here);
      for (const [id, values] of Object.entries(peers)) {
        const roles = gathered.get(id) ?? new Map<string, Float32Array[]>();
        gathered.set(id, roles);
        listed(roles, role).push(values);
      }
    },
    end() {
      const roles = pass.parts.map(({ role }) => role);
      const [query, gallery = query] = roles;
      const rowsOf = (id: string, role: string) => {
        const count = positions.get(role)!.length;
        const values = joined(gathered.get(id)!.get(role)!);
        return { values: normalizedRows(values, values.length / count), count };
      };
      const embedded = (role: string, embeddings: Float32Array): Embedded => {
        const at = positions.get(role)!;
        const pick = (all: Int32Array) => Int32Array.from(at, (position) => all[position]!);
        const given = attributes[role]!;
        const { camera } = given;
        return {
          embeddings,
          identities: pick(identitiesOf(targets[role]!, given)),
          ...(camera && { cameras: pick(camera) }),
        };
      };
      const measure = (id: string, rows: (role: string) => Float32Array) => {
        const { map, cmc } = rankingOf(
          embedded(query!, rows(query!)),
          embedded(gallery!, rows(gallery!)),
          query === gallery,
        );
        const values = [map, ...ranks.map((k) => cmc[k]!)];
        return metricNames.map((name, i) => [ofPeer(name, id), values[i]!] as const);
      };
      const metrics = Object.fromEntries([
        ...[...gathered.keys()].flatMap((id) => measure(id, (role) => rowsOf(id, role).values)),
        ...(deployed.length > 1
          ? measure(ensemble, (role) => sideBySide(deployed.map(({ peer }) => rowsOf(peer, role))))
          : []),
      ]);
      const means = metricNames.map((name) => [
        name,
        deployed.reduce((sum, { peer }) => sum + metrics[ofPeer(name, peer)]!, 0) / deployed.length,
      ]);
      return { ...(Object.fromEntries(means) as Record<string, number>), ...metrics };
    },
  };
}

/** The list at `key`, which is made where it is missing. */
function listed<T>(lists: Map<string, T[]>, key: string): T[] {
  const known = lists.get(key) ?? [];
  lists.set(key, known);
  return known;
}

function joined(chunks: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(chunks.reduce((size, chunk) => size + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    out.set(chunk, at);
    at += chunk.length;
  }
  return out;
}

/** The rows of several arrays side by side, [count, sum of widths]. */
function sideBySide(
  all: readonly { readonly values: Float32Array; readonly count: number }[],
): Float32Array {
  const { count } = all[0]!;
  const width = all.reduce((sum, { values }) => sum + values.length / count, 0);
  const out = new Float32Array(count * width);
  for (let row = 0; row < count; row++) {
    let at = row * width;
    for (const { values } of all) {
      const d = values.length / count;
      out.set(values.subarray(row * d, (row + 1) * d), at);
      at += d;
    }
  }
  return out;
}
