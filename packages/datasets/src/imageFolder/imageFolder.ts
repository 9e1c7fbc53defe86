import { defineDataset } from '@codistill/core';
import { z } from 'zod';
import { exactOption } from '../encodedImages/exactOption.ts';
import { examplesOf } from './examples.ts';
import type { Indexed } from './indexed.ts';
import { layoutNames } from './layouts/detect.ts';
import { targetKinds } from './layouts/listTargets.ts';
import { openIndex } from './openIndex.ts';

/**
 * Your own images, as files of any size: JPEG, PNG, WebP, AVIF, GIF (the first frame) and TIFF. A
 * folder for each class, ordered as torchvision's ImageFolder orders them; `train/` and one of
 * `test/`, `val/`, `valid/` and `validation/`, or one folder from which test images are drawn.
 * Also the lists of ImageNet, Tiny-ImageNet and CUB-200, and a list of paths with classes, several
 * labels or numbers. An experiment names the size that networks see (`image`), because images vary in size. Mean and
 * deviation are those of up to 512 training images.
 *
 * Before training, every file is listed and some are decoded. What cannot be used stops there with
 * its path and the reason. With `skipBad`, every file is decoded once and what cannot be used is
 * left out.
 *
 * Source of the order: torchvision.datasets.ImageFolder.
 * @throws InputError from `open`, naming what cannot be used; from `read`, naming the file that is
 * no whole image.
 */
export const imageFolder = defineDataset({
  id: 'image-folder',
  about: 'Your own images as files: a folder for each class, or a list.',
  source: 'torchvision.datasets.ImageFolder (classes and order)',
  options: z.object({
    layout: z
      .enum(layoutNames)
      .optional()
      .describe('How the data folder is laid out. Default: as its entries tell.'),
    train: z.string().min(1).optional().describe('The folder of training images.'),
    test: z.string().min(1).optional().describe('The folder of test images.'),
    list: z
      .string()
      .min(1)
      .optional()
      .describe('A list of images with labels (CSV or JSON lines), or of the classes of val.'),
    columns: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe(
        'Columns of the list with labels. Default: label, class, labels, target or targets.',
      ),
    targets: z
      .enum(targetKinds)
      .optional()
      .describe(
        'What these columns hold: a class, bits (several labels) or numbers. Default: bits for labels and for several columns, numbers for target and targets, else a class.',
      ),
    testShare: z
      .number()
      .min(0)
      .max(0.9)
      .default(0.2)
      .describe('Share of test images, if they have no folder of their own.'),
    stratify: z.boolean().default(true).describe('Draw this share of every class.'),
    seed: z.number().int().min(0).default(0).describe('Seed that draws test images.'),
    channels: z
      .union([z.literal(1), z.literal(3)])
      .default(3)
      .describe('1 for grey images, 3 for colour. Images of other kinds are converted.'),
    exact: exactOption,
    caseSensitive: z.boolean().default(false).describe('Classes may differ in case alone.'),
    skipBad: z
      .boolean()
      .default(false)
      .describe('Decode every file before training, and leave out what cannot be used.'),
  }),
  create: (options) => ({
    async open(files, given) {
      const { decoder, index } = given;
      const indexed = (index as Indexed | undefined) ?? (await openIndex(files, given, options));
      const { facts, splits, fingerprint } = indexed;
      const reading = { files, decoder, channels: facts.channels, exact: options.exact };
      return {
        facts,
        splits: Object.fromEntries(
          Object.entries(splits).map(([name, split]) => [name, examplesOf(split, reading)]),
        ),
        fingerprint,
        index: indexed,
      };
    },
  }),
});
