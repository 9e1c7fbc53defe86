import { defineTask, ofPeer } from '@codistill/core';

/** The class that K - 1 logits name: how many of the classes 0, 1, ... the example is above. */
function classOf(logits, row, outputs) {
  let above = 0;
  for (let k = 0; k < outputs; k++) if (logits[row * outputs + k] > 0) above++;
  return above;
}

/**
 * Classes in an order, such as grades: output k says whether the class is above k (Frank and Hall
 * 2001). An error of two classes is worse than an error of one.
 */
export const ordinal = defineTask({
  id: 'ordinal',
  about: 'Classes in an order, measured by how many classes an answer is off.',
  source: 'Frank and Hall 2001, ECML',
  create: () => ({
    distribution: 'bernoulli',
    takes: ['class'],
    groups: ({ values }) => values,
    fit: (_targets, _train, { classes }) => ({ outputs: classes - 1, facts: {} }),
    encode: ({ values }, positions, { outputs }) =>
      Float32Array.from({ length: positions.length * outputs }, (_, i) =>
        values[positions[Math.floor(i / outputs)]] > i % outputs ? 1 : 0,
      ),
    metrics: [
      { name: 'off', words: 'error', unit: 'classes', higherIsBetter: false, counted: false },
      { name: 'exact', words: 'exact answers', unit: '%', higherIsBetter: true, counted: true },
    ],
    evaluator({ fitted: { outputs }, targets, deployed }) {
      const sums = new Map();
      let count = 0;
      return {
        add({ role, positions, peers }) {
          count += positions.length;
          for (const [id, logits] of Object.entries(peers)) {
            const sum = sums.get(id) ?? { off: 0, exact: 0 };
            sums.set(id, sum);
            positions.forEach((at, row) => {
              const off = Math.abs(classOf(logits, row, outputs) - targets[role].values[at]);
              sum.off += off;
              sum.exact += off === 0 ? 1 : 0;
            });
          }
        },
        end() {
          const metrics = {};
          for (const name of ['off', 'exact']) {
            for (const [id, sum] of sums) metrics[ofPeer(name, id)] = sum[name] / count;
            metrics[name] =
              deployed.reduce((all, { peer }) => all + metrics[ofPeer(name, peer)], 0) /
              deployed.length;
          }
          return metrics;
        },
      };
    },
  }),
});
