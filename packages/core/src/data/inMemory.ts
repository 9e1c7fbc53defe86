import type { DatasetFacts, Examples, OpenDataset, Targets } from '../contracts/data.ts';
import { sameSize } from './imageSize.ts';
import { resized } from './resize/resized.ts';

/** A split with all pixels in memory. */
export interface InMemorySplit {
  /** [examples, height, width, channels], from 0 to 255. */
  readonly pixels: Uint8Array;
  readonly targets: Targets;
  readonly attributes?: NonNullable<Examples['attributes']>;
}

/**
 * An open dataset whose images have one size and lie in memory, from its facts and splits. A box of
 * an image is resized bilinearly with antialiasing. If `pixels` lie in a SharedArrayBuffer, the
 * threads that make views use them without a copy.
 *
 * @example
 * ```ts
 * const { splits } = inMemory(
 *   { classes: 2, channels: 1, size: { height: 1, width: 2 }, mean: [0.5], std: [0.5] },
 *   {
 *     train: {
 *       pixels: Uint8Array.of(0, 255, 255, 0),
 *       targets: { kind: 'class', values: Int32Array.of(0, 1) },
 *     },
 *   },
 * );
 * const read = await splits['train']!.read(Int32Array.of(1), { height: 1, width: 2 });
 * console.log([...read]); // [ 255, 0 ]
 * ```
 */
export function inMemory(
  facts: DatasetFacts & { readonly size: { readonly height: number; readonly width: number } },
  splits: Readonly<Record<string, InMemorySplit>>,
): OpenDataset {
  return {
    facts,
    splits: Object.fromEntries(
      Object.entries(splits).map(([name, split]) => [name, { ...split, ...reading(facts, split) }]),
    ),
  };
}

/** The number of examples that targets are of. */
export const countOf = (targets: Targets): number =>
  targets.values.length / (targets.kind === 'class' ? 1 : targets.width);

function reading(
  { size: stored, channels }: Parameters<typeof inMemory>[0],
  { pixels, targets }: InMemorySplit,
): Pick<Examples, 'size' | 'read'> {
  const each = stored.height * stored.width * channels;
  return {
    size: countOf(targets),
    async read(indices, size, boxes) {
      const bytes = size.height * size.width * channels;
      const plain = boxes === undefined && sameSize(size, stored);
      const out = new Uint8Array(indices.length * bytes);
      indices.forEach((index, i) => {
        const image = pixels.subarray(index * each, (index + 1) * each);
        const box = boxes
          ? ([boxes[4 * i]!, boxes[4 * i + 1]!, boxes[4 * i + 2]!, boxes[4 * i + 3]!] as const)
          : ([0, 0, stored.height, stored.width] as const);
        out.set(plain ? image : resized(image, stored.width, channels, box, size), i * bytes);
      });
      return out;
    },
  };
}
