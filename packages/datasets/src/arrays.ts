import { checkedLabels, defineDataset, type InMemorySplit, inMemory } from '@codistill/core';
import { z } from 'zod';
import { channelMoments } from './channelMoments.ts';
import { wrongArrays } from './errors.ts';

const isList = (value: unknown) => Array.isArray(value) || ArrayBuffer.isView(value);
const rowsOf = <K extends 'bits' | 'numbers', T>(kind: K, values: z.ZodType<T>) =>
  z.strictObject({ kind: z.literal(kind), values, width: z.number().int().positive() });

const split = z.object({
  images: z.instanceof(Uint8Array).describe('[examples, height, width, channels], from 0 to 255.'),
  labels: z
    .custom<ArrayLike<number | bigint>>(isList, 'a list of whole numbers was expected')
    .optional()
    .describe('[examples], integers from 0 to classes - 1, as a plain or typed array.'),
  targets: z
    .union([
      rowsOf('bits', z.instanceof(Uint8Array)),
      rowsOf('numbers', z.instanceof(Float32Array)),
    ])
    .optional()
    .describe('In place of labels: bits or numbers, `width` for each example.'),
});

/**
 * Your own images as typed arrays, given in code. `images` are bytes,
 * [examples, height, width, channels], and `labels` are integers in [0, classes). In place of
 * labels, `targets` may be bits or numbers: `{ kind: 'bits', values, width }`. Mean and deviation
 * are those of `train`. The deviation is at least 1e-3, so that a channel with a single value is
 * not divided by 0.
 * @throws InputError if the sizes do not match or a label is out of range. `open` throws InputError
 * if a split has no examples.
 */
export const arrays = defineDataset({
  id: 'arrays',
  about: 'Your own images, as typed arrays that code gives.',
  options: z.object({
    imageShape: z
      .tuple([
        z.number().int().positive(),
        z.number().int().positive(),
        z.number().int().positive(),
      ])
      .default([8, 8, 1])
      .describe('Height, width, channels.'),
    classes: z.number().int().min(2).default(10).describe('Number of classes, for labels.'),
    train: split.default({ images: new Uint8Array(), labels: [] }).describe('The training split.'),
    test: split.optional().describe('The test split; if left out, there is none.'),
  }),
  create({ imageShape, classes, train, test }) {
    const splits = Object.fromEntries(
      Object.entries({ train, ...(test && { test }) }).map(([name, given]) => [
        name,
        splitOf(name, given, imageShape, classes),
      ]),
    );
    const [height, width, channels] = imageShape;
    return {
      async open() {
        for (const [name, { targets }] of Object.entries(splits))
          if (targets.values.length === 0)
            throw wrongArrays(`"${name}" has no examples. Give images and labels, in code.`);
        const isClass = splits['train']!.targets.kind === 'class';
        const size = { height, width };
        return inMemory(
          {
            ...(isClass && { classes }),
            channels,
            size,
            ...channelMoments(train.images, channels),
          },
          splits,
        );
      },
    };
  },
});

/** A split, checked. @throws InputError if its sizes do not match or a label is out of range. */
function splitOf(
  name: string,
  { images, labels, targets }: z.output<typeof split>,
  imageShape: readonly [number, number, number],
  classes: number,
): InMemorySplit {
  if ((labels === undefined) === (targets === undefined))
    throw wrongArrays(`"${name}" needs labels or targets, one of the two.`);
  const count = labels?.length ?? targets!.values.length / targets!.width;
  const size = imageShape[0] * imageShape[1] * imageShape[2];
  if (images.length !== count * size)
    throw wrongArrays(
      `"${name}" has ${images.length} bytes for ${count} ${labels ? 'labels' : 'targets'}; ${count} x ${imageShape.join(' x ')} = ${count * size} were expected.`,
    );
  if (targets) return { pixels: images, targets };
  const values = checkedLabels({ dataset: 'arrays', split: name }, labels!, count, classes);
  return { pixels: images, targets: { kind: 'class', values } };
}
