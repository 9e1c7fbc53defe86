import type { Targets } from '../contracts/data.ts';
import type { Program } from '../contracts/program.ts';
import type { Deployed, Evaluator, Gathered, Pass } from '../contracts/task.ts';
import { normalized, readBatch } from '../data/batch.ts';
import { unknownPassSplit } from '../data/errors.ts';
import type { Resolved } from '../data/resolve.ts';
import { deployedPeer, learns, type Setup } from '../step/setup.ts';

/** What an evaluation needs of an experiment. */
export type Evaluated = Pick<
  Resolved,
  'task' | 'fitted' | 'setup' | 'recipe' | 'splits' | 'experiment'
>;

/**
 * The batches of a pass in order, with what every head gives on them: logits, or embeddings if the
 * task gathers them.
 */
export async function* gathered(
  program: Program,
  evaluated: Evaluated,
  pass: Pass,
): AsyncGenerator<Gathered, void> {
  const { recipe, fitted, experiment } = evaluated;
  const { batchSize } = experiment;
  for (const { split, positions, role } of pass.parts) {
    const examples = splitOf(evaluated, split);
    const all = positions ?? Int32Array.from({ length: examples.size }, (_, i) => i);
    for (let start = 0; start < all.length; start += batchSize) {
      const here = all.slice(start, start + batchSize);
      // The last batch is padded with its first example, so that every batch has the size that the
      // program was traced with.
      const padded = Int32Array.from({ length: batchSize }, (_, i) => here[i] ?? here[0]!);
      // The targets of an evaluation stay on the host.
      const targets = new Float32Array(batchSize * fitted.outputs);
      const batch = normalized(await readBatch(examples, padded, padded, recipe, targets), recipe);
      yield { role, positions: here, peers: await program.evaluate(batch, here.length) };
    }
  }
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
