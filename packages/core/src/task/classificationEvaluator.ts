import type { Evaluator, EvaluatorSetting } from '../contracts/task.ts';
import { classesOf } from '../data/classesOf.ts';
import { categorical } from '../distribution/categorical.ts';
import { answers, classMeasures } from './classMeasures.ts';
import { perNetwork } from './perNetwork.ts';

/**
 * `accuracy`, `top5`, `nll` and `ece` of every head, of their mean and of their ensemble, which is
 * the mean probability. `disagreement/a|b` is the share of examples on which the answers of two
 * networks differ.
 */
export function classificationEvaluator({
  fitted: { outputs },
  targets,
  deployed,
}: Pick<EvaluatorSetting, 'fitted' | 'targets' | 'deployed'>): Evaluator {
  return perNetwork(deployed, {
    names: ['accuracy', 'top5', 'nll', 'ece'],
    predictions: (logits) => categorical.hostMean(logits, outputs),
    measures() {
      const { add, end } = classMeasures(outputs);
      return {
        add(p, positions, role) {
          const classes = classesOf(targets[role]!);
          add(
            p,
            positions.map((position) => classes[position]!),
          );
        },
        end,
      };
    },
    difference(p, q) {
      const others = answers(q, outputs);
      return answers(p, outputs).reduce(
        (sum, answer, i) => sum + (answer === others[i] ? 0 : 1),
        0,
      );
    },
    disagreement: (sum, examples) => sum / examples,
  });
}
