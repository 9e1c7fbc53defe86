import { type Evaluator, type EvaluatorSetting, ofPeer, type Targets } from '@codistill/core';
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
      const byRole = <T>(of: (role: string) => T) =>
        Object.fromEntries(roles.map((role) => [role, of(role)])) as Readonly<Record<string, T>>;
      const images = byRole((role) =>
        imagesOf(positions.get(role)!, targets[role]!, attributes[role]!),
      );
      const countOf = (role: string) => positions.get(role)!.length;
      const rows = new Map(
        [...gathered].map(([id, chunks]) => [
          id,
          byRole((role) => {
            const values = joined(chunks.get(role)!);
            return normalizedRows(values, values.length / countOf(role));
          }),
        ]),
      );
      const measure = (id: string, embeddings: Readonly<Record<string, Float32Array>>) => {
        const embedded = (role: string): Embedded => ({
          embeddings: embeddings[role]!,
          ...images[role]!,
        });
        const { map, cmc } = rankingOf(embedded(query!), embedded(gallery!), query === gallery);
        const values = [map, ...ranks.map((k) => cmc[k]!)];
        return metricNames.map((name, i) => [ofPeer(name, id), values[i]!] as const);
      };
      const together = () =>
        byRole((role) =>
          sideBySide(
            deployed.map(({ peer }) => rows.get(peer)![role]!),
            countOf(role),
          ),
        );
      const metrics = Object.fromEntries([
        ...[...rows].flatMap(([id, own]) => measure(id, own)),
        ...(deployed.length > 1 ? measure(ensemble, together()) : []),
      ]);
      const means = metricNames.map((name) => [
        name,
        deployed.reduce((sum, { peer }) => sum + metrics[ofPeer(name, peer)]!, 0) / deployed.length,
      ]);
      return { ...(Object.fromEntries(means) as Record<string, number>), ...metrics };
    },
  };
}

/** The identities and cameras of the images at positions of a split. */
function imagesOf(
  positions: readonly number[],
  targets: Targets,
  attributes: EvaluatorSetting['attributes'][string],
): Omit<Embedded, 'embeddings'> {
  const pick = (all: Int32Array) => Int32Array.from(positions, (position) => all[position]!);
  const { camera } = attributes;
  return {
    identities: pick(identitiesOf(targets, attributes)),
    ...(camera && { cameras: pick(camera) }),
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
function sideBySide(all: readonly Float32Array[], count: number): Float32Array {
  const width = all.reduce((sum, values) => sum + values.length / count, 0);
  const out = new Float32Array(count * width);
  for (let row = 0; row < count; row++) {
    let at = row * width;
    for (const values of all) {
      const d = values.length / count;
      out.set(values.subarray(row * d, (row + 1) * d), at);
      at += d;
    }
  }
  return out;
}
