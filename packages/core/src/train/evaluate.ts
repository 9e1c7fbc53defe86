import type { Targets } from '../contracts/data.ts';
import type { EvaluationBatch } from '../contracts/loader.ts';
import type { Program } from '../contracts/program.ts';
import type { Deployed, Evaluator, Gathered, Pass } from '../contracts/task.ts';
import { unknownPassSplit } from '../data/errors.ts';
import { evaluationBatches } from '../data/evaluationBatches.ts';
import type { Resolved } from '../data/resolve.ts';
import { deployedPeer, learns, type Setup } from '../step/setup.ts';

/** What an evaluation needs of an experiment. */
export type Evaluated = Pick<Resolved, 'task' | 'fitted' | 'setup' | 'recipe' | 'splits'>;

/**
 * The batches of a pass in order, with what every head gives on them: logits, or embeddings if the
 * task gathers them. `batches` are those of the pass, default read in line.
 */
export async function* gathered(
  program: Program,
  evaluated: Evaluated,
  pass: Pass,
  batches: AsyncIterable<EvaluationBatch> = evaluationBatches(
    evaluated.recipe,
    evaluated.splits,
    pass,
  ),
): AsyncGenerator<Gathered, void> {
  for await (const { role, positions, images } of batches)
    yield { role, positions, peers: await program.evaluate(images, positions.length) };
}

/** The task's evaluator of a pass. */
export function evaluatorOf(evaluated: Evaluated, pass: Pass): Evaluator {
  const { task, fitted, setup } = evaluated;
  const byRole = <T>(of: (split: string) => T) =>
    Object.fromEntries(pass.parts.map(({ role, split }) => [role, of(split)]));
  return task.evaluator({
    pass,
    fitted,
    targets: byRole((split): Targets => splitOf(evaluated, split).targets),
    attributes: byRole((split) => splitOf(evaluated, split).attributes ?? {}),
    deployed: deployedOf(setup),
  });
}

/** The head that answers for each network that learns. */
export const deployedOf = ({ networks }: Setup): Deployed =>
  networks.filter(learns).map((network) => ({ network: network.id, peer: deployedPeer(network) }));

function splitOf({ splits }: Evaluated, split: string) {
  const examples = splits.get(split);
  if (!examples) throw unknownPassSplit(split, [...splits.keys()]);
  return examples;
}
