import { checkedLabels, defineDataset } from '@codistill/core';
import { z } from 'zod';
import { unknownSplit, wrongArrays } from './errors.ts';
import { examplesOf } from './examples.ts';

const split = z.object({
  images: z.instanceof(Uint8Array).describe('[examples, height, width, channels], from 0 to 255.'),
  labels: z
    .custom<ArrayLike<number | bigint>>(
      (value) => Array.isArray(value) || ArrayBuffer.isView(value),
      'a list of whole numbers was expected',
    )
    .describe('[examples], integers from 0 to classes - 1, as a plain or typed array.'),
});

/** Mean and deviation of each channel, of values scaled to [0, 1]. */
function moments(
  images: Uint8Array,
  channels: number,
): { readonly mean: number[]; readonly std: number[] } {
  const mean = new Array<number>(channels).fill(0);
  const square = new Array<number>(channels).fill(0);
  images.forEach((byte, i) => {
    mean[i % channels]! += byte / 255;
    square[i % channels]! += (byte / 255) ** 2;
  });
  const count = Math.max(1, images.length / channels);
  return {
    mean: mean.map((sum) => sum / count),
    std: square.map((sum, c) =>
      Math.max(1e-3, Math.sqrt(Math.max(0, sum / count - (mean[c]! / count) ** 2))),
    ),
  };
}

/**
 * Your own images as typed arrays, given in code. `images` are bytes,
 * [examples, height, width, channels], and `labels` are integers in [0, classes). Mean and
 * deviation are those of `train`. The deviation is at least 1e-3, so that a channel with a single
 * value is not divided by 0.
 * @throws InputError if the sizes do not match or a label is out of range. `open` throws InputError
 * if the split does not exist or has no examples.
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
    classes: z.number().int().min(2).default(10).describe('Number of classes.'),
    train: split.default({ images: new Uint8Array(), labels: [] }).describe('The training split.'),
    test: split.optional().describe('The test split; if left out, there is none.'),
  }),
  create({ imageShape, classes, train, test }) {
    const size = imageShape[0] * imageShape[1] * imageShape[2];
    const given = { train, ...(test && { test }) };
    const parts = new Map(
      Object.entries(given).map(([split, { images, labels }]) => {
        if (images.length !== labels.length * size)
          throw wrongArrays(
            `"${split}" has ${images.length} bytes for ${labels.length} labels; ${labels.length} x ${imageShape.join(' x ')} = ${labels.length * size} were expected.`,
          );
        const place = { dataset: 'arrays', split };
        return [split, { images, labels: checkedLabels(place, labels, labels.length, classes) }];
      }),
    );
    return {
      classes,
      imageShape,
      ...moments(train.images, imageShape[2]),
      splits: [...parts.keys()],
      async open(name) {
        const part = parts.get(name);
        if (!part) throw unknownSplit(name, [...parts.keys()]);
        if (part.labels.length === 0)
          throw wrongArrays(`"${name}" has no examples. Give images and labels, in code.`);
        return examplesOf(part.images, part.labels, size);
      },
    };
  },
});
