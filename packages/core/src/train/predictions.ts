import type { Predictions } from '../contracts/predictions.ts';
import type { Gathered, Pass, PassPart } from '../contracts/task.ts';
import { examplesOf, positionsOf } from '../data/passExamples.ts';
import type { Resolved } from '../data/resolve.ts';
import { distributions } from '../distribution/distributions.ts';
import { answers } from '../task/classMeasures.ts';

/** Takes the batches of an evaluation, and keeps a few bytes for each example and peer. */
export interface Predicting {
  add(batch: Gathered): void;
  /** The predictions of each part of the evaluation. */
  end(): readonly Predictions[];
}

/** The predictions of a pass; undefined if its task gathers embeddings, which predict nothing. */
export function predicting(resolved: Resolved, pass: Pass): Predicting | undefined {
  const { task } = resolved;
  if (task.gathers === 'embedding') return undefined;
  const of = task.distribution === 'categorical' ? classesOf : meansOf;
  const parts = pass.parts.map((part) => of(resolved, pass, part));
  return {
    add(batch) {
      parts[pass.parts.findIndex(({ role }) => role === batch.role)]!.add(batch);
    },
    end: () => parts.map((part) => part.end()),
  };
}

interface Part {
  add(batch: Gathered): void;
  end(): Predictions;
}

/**
 * The class with the highest logit, and its probability, which is max softmax(z) = 1 / sum exp(z -
 * max z).
 */
function classesOf(resolved: Resolved, { name }: Pass, part: PassPart): Part {
  const { fitted, splits } = resolved;
  const { outputs } = fitted;
  const { targets: all } = examplesOf(splits, part);
  const positions = positionsOf(splits, part);
  const peers: Record<string, { answer: Int32Array; probability: Float32Array }> = {};
  let at = 0;
  return {
    add(batch) {
      for (const [id, logits] of Object.entries(batch.peers)) {
        const { answer, probability } = (peers[id] ??= {
          answer: new Int32Array(positions.length),
          probability: new Float32Array(positions.length),
        });
        answers(logits, outputs).forEach((best, i) => {
          const row = i * outputs;
          let sum = 0;
          for (let k = 0; k < outputs; k++) sum += Math.exp(logits[row + k]! - logits[row + best]!);
          answer[at + i] = best;
          probability[at + i] = 1 / sum;
        });
      }
      at += batch.positions.length;
    },
    end() {
      const values = all.kind === 'class' ? all.values : undefined;
      const targets = positions.map((position) => values?.[position] ?? -1);
      return { kind: 'class', split: name, role: part.role, positions, targets, peers };
    },
  };
}

/** The means of all outputs. */
function meansOf(resolved: Resolved, { name }: Pass, part: PassPart): Part {
  const { task, fitted, splits } = resolved;
  const { outputs } = fitted;
  const { hostMean } = distributions[task.distribution];
  const { targets: all } = examplesOf(splits, part);
  const positions = positionsOf(splits, part);
  const peers: Record<string, { mean: Float32Array }> = {};
  let at = 0;
  return {
    add(batch) {
      for (const [id, logits] of Object.entries(batch.peers))
        (peers[id] ??= { mean: new Float32Array(positions.length * outputs) }).mean.set(
          hostMean(logits, outputs),
          at * outputs,
        );
      at += batch.positions.length;
    },
    end: () => ({
      kind: task.distribution === 'bernoulli' ? 'bits' : 'numbers',
      split: name,
      role: part.role,
      outputs,
      positions,
      targets: task.encode(all, positions, fitted),
      peers,
    }),
  };
}
