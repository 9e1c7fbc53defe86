import { expect, it } from 'vitest';
import { retrieval } from '../retrieval.ts';

/** Two queries and a gallery of points on a circle; the nearest of each query is junk. */
function metricsOf(junk: boolean, count = 6): Readonly<Record<string, number>> {
  const angles = { query: [0, 90], gallery: [1, 91, 5, 8, 80, 101] };
  const identities = { query: [1, 2], gallery: [0, 0, 1, 2, 2, 1] };
  const zeros = { query: [0, 0], gallery: [1, 1, 1, 1, 1, 1] };
  const first = junk ? 0 : 2;
  const kept = { query: [0, 1], gallery: [0, 1, 2, 3, 4, 5].slice(first, first + count) };
  const role = (name: 'query' | 'gallery') => {
    const pick = (all: readonly number[]) => Int32Array.from(kept[name], (i) => all[i]!);
    const values = pick(identities[name]);
    const camera = pick(zeros[name]);
    return {
      targets: { kind: 'class' as const, values },
      camera,
      junk: values.map((one) => (one === 0 ? 1 : 0)),
    };
  };
  const roles = { query: role('query'), gallery: role('gallery') };
  const evaluator = retrieval().evaluator({
    pass: {
      name: 'test',
      parts: [
        { split: 'query', role: 'query' },
        { split: 'gallery', role: 'gallery' },
      ],
    },
    fitted: { outputs: 2, facts: { identities: [] } },
    targets: { query: roles.query.targets, gallery: roles.gallery.targets },
    attributes: {
      query: { camera: roles.query.camera, junk: roles.query.junk },
      gallery: { camera: roles.gallery.camera, junk: roles.gallery.junk },
    },
    deployed: [{ network: 'a', peer: 'a' }],
  });
  for (const name of ['query', 'gallery'] as const) {
    const points = kept[name].flatMap((i) => {
      const angle = (angles[name][i]! * Math.PI) / 180;
      return [Math.cos(angle), Math.sin(angle)];
    });
    const positions = Int32Array.from(kept[name].keys());
    evaluator.add({ role: name, positions, peers: { a: Float32Array.from(points) } });
  }
  return evaluator.end();
}

it('junk counts neither for nor against a ranking', () => {
  const found = metricsOf(true);
  expect(found).toEqual(metricsOf(false, 4));
  // Query 1 finds 1 2 2 1, query 2 finds 2 1 2 1.
  expect(found['rank1']).toBe(1);
  expect(found['map']).toBeCloseTo(((1 + 2 / 4) / 2 + (1 + 2 / 3) / 2) / 2, 6);
});
