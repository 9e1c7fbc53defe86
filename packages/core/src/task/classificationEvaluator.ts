import type { Evaluator, EvaluatorSetting } from '../contracts/task.ts';
import { classesOf } from '../data/classesOf.ts';
import { categorical } from '../distribution/categorical.ts';
import { ofPair, ofPeer } from '../names/metrics.ts';
import { ensemble } from '../names/peers.ts';
import { averaged } from './averaged.ts';
import { answers, classMeasures } from './classMeasures.ts';
import { meansOver } from './meansOver.ts';

const names = ['accuracy', 'top5', 'nll', 'ece'] as const;

/**
 * All metrics of a split, by name: `accuracy/a`, `top5/a`, `nll/a` and `ece/a` for every head;
 * `accuracy`, `top5`, `nll` and `ece` without a peer, the means over the deployed heads, which are
 * the main metrics of any method. With several deployed heads there are also the metrics of their
 * ensemble, which is the mean probability, and `disagreement/a|b`, the share of examples on which
 * the answers of two of them differ.
 */
export function classificationEvaluator({
  fitted: { outputs },
  targets,
  deployed,
}: Pick<EvaluatorSetting, 'fitted' | 'targets' | 'deployed'>): Evaluator {
  const sums = new Map<string, ReturnType<typeof classMeasures>>();
  const pairs = deployed.flatMap((a, i) => deployed.slice(i + 1).map((b) => ({ a, b, differ: 0 })));
  let count = 0;
  const add = (id: string, p: Float32Array, labels: Int32Array) => {
    const known = sums.get(id) ?? classMeasures(outputs);
    sums.set(id, known);
    known.add(p, labels);
  };
  return {
    add({ role, positions, peers }) {
      const classes = classesOf(targets[role]!);
      const labels = positions.map((position) => classes[position]!);
      const p = Object.fromEntries(
        Object.entries(peers).map(([id, logits]) => [id, categorical.hostMean(logits, outputs)]),
      );
      for (const [id, values] of Object.entries(p)) add(id, values, labels);
      if (deployed.length > 1)
        add(ensemble, averaged(deployed.map(({ peer }) => p[peer]!)), labels);
      count += labels.length;
      for (const pair of pairs) pair.differ += differing(p[pair.a.peer]!, p[pair.b.peer]!, outputs);
    },
    end() {
      const metrics = Object.fromEntries(
        [...sums].flatMap(([id, sum]) =>
          Object.entries(sum.end()).map(([name, value]) => [ofPeer(name, id), value] as const),
        ),
      );
      const disagreements = pairs.map(
        ({ a, b, differ }) =>
          [ofPair('disagreement', a.network, b.network), differ / count] as const,
      );
      return {
        ...meansOver(deployed, names, metrics),
        ...metrics,
        ...Object.fromEntries(disagreements),
      };
    },
  };
}

/** The number of examples on which the answers differ. */
function differing(p: Float32Array, q: Float32Array, outputs: number): number {
  const others = answers(q, outputs);
  return answers(p, outputs).reduce((sum, answer, i) => sum + (answer === others[i] ? 0 : 1), 0);
}
