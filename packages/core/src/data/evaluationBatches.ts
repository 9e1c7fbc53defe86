import type { Examples, ImageBatch } from '../contracts/data.ts';
import type { EvaluationBatch } from '../contracts/loader.ts';
import type { Pass } from '../contracts/task.ts';
import { stream } from '../random/stream.ts';
import { normalized, readBatch } from './batch.ts';
import { framed } from './frame.ts';
import { positionsOf } from './passExamples.ts';
import { givePixelsBack, pixelArray } from './pixelArrays.ts';
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
  for (const part of pass.parts) {
    const { role, split } = part;
    const positions = positionsOf(splits, part);
    for (let start = 0; start < positions.length; start += batchSize)
      yield { role, split, positions: positions.slice(start, start + batchSize) };
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
  const indices = Int32Array.from({ length: batchSize }, (_, i) => positions[i] ?? positions[0]!);
  const targets = new Float32Array(batchSize * fitted.outputs);
  const boxes =
    framing &&
    (await framed(framing.evaluate, examples, positions, stored, (row) =>
      stream(seed, `evaluate/${split}/frame`, positions[row]!),
    ));
  const read = await readBatch(examples, positions, indices, recipe, targets, boxes);
  return padded(normalized(read, recipe, true), batchSize);
}

/** The batch with copies of its first image after its own, `size` in all. */
function padded(batch: ImageBatch, size: number): ImageBatch {
  const [own, height, width, channels] = batch.shape;
  if (own === size) return batch;
  const image = height * width * channels;
  const pixels = pixelArray(size * image);
  pixels.set(batch.pixels);
  givePixelsBack([batch.pixels]);
  for (let row = own; row < size; row++) pixels.copyWithin(row * image, 0, image);
  return { ...batch, shape: [size, height, width, channels], pixels };
}

/**
 * The batches of a pass, in order, each read when it is asked for. The arrays of a batch are filled
 * again when the next one is asked for.
 */
export async function* evaluationBatches(
  recipe: ViewRecipe,
  splits: ReadonlyMap<string, Examples>,
  pass: Pass,
): AsyncGenerator<EvaluationBatch, void> {
  for (const part of evaluationParts(recipe, splits, pass)) {
    const images = await evaluationBatch(recipe, splits.get(part.split)!, part);
    yield { role: part.role, positions: part.positions, images };
    givePixelsBack([images.pixels]);
  }
}
