import type { Examples } from '../contracts/data.ts';
import type { EvaluationBatch } from '../contracts/loader.ts';
import type { Program } from '../contracts/program.ts';
import type { Deployed, Evaluator, Gathered, Pass } from '../contracts/task.ts';
import { evaluationBatches } from '../data/evaluationBatches.ts';
import { examplesOf } from '../data/passExamples.ts';
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
  const { task, fitted, setup, splits } = evaluated;
  const byRole = <T>(of: (examples: Examples) => T) =>
    Object.fromEntries(pass.parts.map((part) => [part.role, of(examplesOf(splits, part))]));
  return task.evaluator({
    pass,
    fitted,
    targets: byRole(({ targets }) => targets),
    attributes: byRole(({ attributes }) => attributes ?? {}),
    deployed: deployedOf(setup),
  });
}

/** The head that answers for each network that learns. */
export const deployedOf = ({ networks }: Setup): Deployed =>
  networks.filter(learns).map((network) => ({ network: network.id, peer: deployedPeer(network) }));
