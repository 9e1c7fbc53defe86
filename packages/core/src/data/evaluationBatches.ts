import type { Examples, ImageBatch } from '../contracts/data.ts';
import type { EvaluationBatch } from '../contracts/loader.ts';
import type { Pass } from '../contracts/task.ts';
import { stream } from '../random/stream.ts';
import { normalized, readBatch } from './batch.ts';
import { unknownPassSplit } from './errors.ts';
import { framed } from './frame.ts';
import type { ViewRecipe } from './views.ts';

/** Examples of a split that are evaluated in one batch. */
export interface EvaluationPart {
  readonly role: string;
  readonly split: string;
  /** [batch or fewer], positions in the split. */
  readonly positions: Int32Array;
}

/**
 * The batches of a pass, in order, before they are read.
 * @throws InputError if the dataset lacks a split of the pass.
 */
export function* evaluationParts(
  { batchSize }: Pick<ViewRecipe, 'batchSize'>,
  splits: ReadonlyMap<string, Pick<Examples, 'size'>>,
  pass: Pass,
): Generator<EvaluationPart, void> {
  for (const { split, positions, role } of pass.parts) {
    const examples = splits.get(split);
    if (!examples) throw unknownPassSplit(split, [...splits.keys()]);
    const all = positions ?? Int32Array.from({ length: examples.size }, (_, i) => i);
    for (let start = 0; start < all.length; start += batchSize)
      yield { role, split, positions: all.slice(start, start + batchSize) };
  }
}

/**
 * Reads and normalizes a batch of an evaluation. It is padded with its first example, so that every
 * batch has the size that a program was traced with. Its targets are zeros, because evaluators
 * compare on the host. A framing that draws has one stream for each example.
 */
export async function evaluationBatch(
  recipe: ViewRecipe,
  examples: Examples,
  { split, positions }: EvaluationPart,
): Promise<ImageBatch> {
  const { batchSize, fitted, framing, stored, seed } = recipe;
  const padded = Int32Array.from({ length: batchSize }, (_, i) => positions[i] ?? positions[0]!);
  const targets = new Float32Array(batchSize * fitted.outputs);
  const boxes =
    framing &&
    (await framed(framing.evaluate, examples, padded, stored, (row) =>
      stream(seed, `evaluate/${split}/frame`, padded[row]!),
    ));
  return normalized(await readBatch(examples, padded, padded, recipe, targets, boxes), recipe);
}

/** The batches of a pass, in order, each read when it is asked for. */
export async function* evaluationBatches(
  recipe: ViewRecipe,
  splits: ReadonlyMap<string, Examples>,
  pass: Pass,
): AsyncGenerator<EvaluationBatch, void> {
  for (const part of evaluationParts(recipe, splits, pass)) {
    const images = await evaluationBatch(recipe, splits.get(part.split)!, part);
    yield { role: part.role, positions: part.positions, images };
  }
}
