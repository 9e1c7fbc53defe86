import { defineDataset, type Examples } from '@codistill/core';
import { z } from 'zod';
import { decodedExamples } from './encodedImages/encodedImages.ts';
import { wrongMoments } from './market1501/errors.ts';
import { listMarket, type MarketImage, type MarketListing } from './market1501/listing.ts';
import { int32 } from './sharedArrays.ts';

/** Mean and deviation of ImageNet, by which re-identification usually normalizes. */
const imageNet = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

const moments = z.array(z.number().min(0).max(1));

/**
 * Market-1501, or any set of images in its layout, for the task `retrieval`: the splits `train`,
 * `query` and `gallery` are the folders `bounding_box_train`, `query` and `bounding_box_test`, in
 * the data folder or in `Market-1501-v15.09.15` below it.
 *
 * A name such as `0002_c1s1_000451_03.jpg` says the identity, which is the class of the image, and
 * the camera, which is its attribute `camera`. Classes are the identities of all splits in
 * ascending order, so most of those of `query` and `gallery` have no training images. Identity 0
 * are distractors, which match no query. Identity -1 is junk: its attribute `junk` is 1, and it
 * counts neither for nor against a ranking.
 *
 * Images may have several sizes, so an experiment names the one that networks see, such as
 * `image: { size: { height: 128, width: 64 }, train: 'whole', evaluate: 'whole' }`.
 *
 * Source: Zheng et al., ICCV 2015, "Scalable Person Re-identification: A Benchmark".
 * @throws InputError if `mean` or `std` has not one number for each channel. `open` throws
 * InputError if a folder is missing or has no images, or the name of an image says no identity and
 * camera; reading, if an image cannot be decoded.
 */
export const market1501 = defineDataset({
  id: 'market1501',
  about: 'Market-1501, or images in its layout: people by several cameras, for retrieval.',
  source: 'Zheng et al. 2015, Scalable Person Re-identification: A Benchmark',
  options: z.object({
    channels: z
      .union([z.literal(1), z.literal(3)])
      .default(3)
      .describe('Whether images are read in colour (3) or grey (1).'),
    mean: moments
      .optional()
      .describe('Mean of each channel of pixels in [0, 1]. Default: that of ImageNet.'),
    std: z
      .array(z.number().positive().max(1))
      .optional()
      .describe('Deviation of each channel of pixels in [0, 1]. Default: that of ImageNet.'),
  }),
  create({ channels, mean: givenMean, std: givenStd }) {
    const mean = momentsFor('mean', channels, givenMean, imageNet.mean);
    const std = momentsFor('std', channels, givenStd, imageNet.std);
    return {
      async open(files, { decoder, index }) {
        const known = (index as MarketIndex | undefined) ?? indexOf(await listMarket(files));
        const identities = identitiesOf(known.listed);
        const classOf = new Map(identities.map((identity, i) => [identity, i]));
        const examplesOf = (split: string, images: readonly MarketImage[]): Examples => {
          const values = Int32Array.from(images, ({ identity }) => classOf.get(identity)!);
          const encoded = {
            targets: { kind: 'class', values },
            shapes: known.shapes[split]!,
            bytes: (at: number) => files.read(images[at]!.path),
            name: (at: number) => images[at]!.path,
          } as const;
          const attributes = {
            camera: Int32Array.from(images, ({ camera }) => camera),
            junk: Int32Array.from(images, ({ identity }) => (identity < 0 ? 1 : 0)),
          };
          return { ...decodedExamples(encoded, { decoder, channels }), attributes };
        };
        const names = identities.map(nameOfIdentity);
        return {
          facts: { classes: identities.length, names, channels, size: 'varies', mean, std },
          splits: Object.fromEntries(
            Object.entries(known.listed).map(([split, images]) => [
              split,
              examplesOf(split, images),
            ]),
          ),
          fingerprint: JSON.stringify([decoder.name, known.listed]),
          index: known,
        };
      },
    };
  },
});

/** What another thread needs to open the same images. */
interface MarketIndex {
  readonly listed: MarketListing;
  /** By split, [images, 2] in shared memory: height and width, 0 until an image was looked at. */
  readonly shapes: Readonly<Record<string, Int32Array>>;
}

const indexOf = (listed: MarketListing): MarketIndex => ({
  listed,
  shapes: Object.fromEntries(
    Object.entries(listed).map(([split, { length }]) => [split, int32(2 * length)]),
  ),
});

/** The identities of all splits, in ascending order. */
const identitiesOf = (listed: MarketListing): number[] => {
  const all = Object.values(listed).flat();
  return [...new Set(all.map(({ identity }) => identity))].toSorted((a, b) => a - b);
};

const nameOfIdentity = (identity: number): string =>
  identity < 0 ? 'junk' : identity === 0 ? 'distractors' : String(identity).padStart(4, '0');

/** One number for each channel. @throws InputError if others are given. */
function momentsFor(
  name: string,
  channels: number,
  given: readonly number[] | undefined,
  standard: readonly number[],
): number[] {
  if (given && given.length !== channels) throw wrongMoments(name, given.length, channels);
  if (given) return [...given];
  return channels === 3 ? [...standard] : [standard.reduce((a, b) => a + b, 0) / standard.length];
}
