import { notForCheck } from '../errors.ts';
import { command, engineArgs, jsonArg, oneOf, pluginArg } from './command.ts';
import { checkData } from './dataCheck.ts';
import { showData } from './dataShow.ts';

const whats = ['show', 'check'] as const;

const args = {
  what: {
    type: 'positional',
    required: true,
    description: 'show (a picture and counts) or check (read every example).',
  },
  folder: {
    type: 'positional',
    required: false,
    description: 'Folder of the data, as --data names it; a --dataset may need none.',
  },
  dataset: {
    type: 'string',
    valueHint: 'D',
    description:
      'Dataset, such as parquet, webdataset or image-folder:skipBad=true; default image-folder for a FOLDER.',
  },
  data: engineArgs.data,
  experiment: {
    type: 'string',
    valueHint: 'FILE',
    description: 'show: the experiment whose views are shown; its dataset, image size and all.',
  },
  image: {
    type: 'string',
    valueHint: 'SIZE',
    description:
      'show: size that networks see of images that vary (112), such as 64 or 64:train=whole:evaluate=whole.',
  },
  augment: {
    type: 'string',
    valueHint: 'P,...',
    description: 'show: augmentations, or none; default those of `codistill compare`.',
  },
  perturb: {
    type: 'string',
    valueHint: 'P,...',
    description: 'show: perturbations, or none; default those of the method competitive.',
  },
  images: { type: 'string', valueHint: 'N', description: 'show: number of images (8).' },
  seed: {
    type: 'string',
    valueHint: 'N',
    description: 'show: seed that draws images and perturbations (1).',
  },
  out: {
    type: 'string',
    valueHint: 'FILE',
    description: 'show: the picture, a PNG file; default contact-sheet.png.',
  },
  ...pluginArg,
  ...jsonArg,
} as const;

const ofShow = ['experiment', 'image', 'augment', 'perturb', 'images', 'seed', 'out'] as const;

export const data = command({
  name: 'data',
  about: 'Show what networks see of a dataset, or read all of it and list what cannot be used',
  more: [
    '`data show` writes a contact sheet: some images as they are stored, framed, and after each augmentation and each perturbation, with their labels. They are the views of a run, from the same random streams. It prints how many examples each class has in each split.',
    '`data check` reads every example of every split, prints a line with path and reason for each that cannot be used, and ends with 1 if there is one. It changes no file. Ctrl-C stops it.',
  ].join('\n\n'),
  takesPlugins: true,
  examples: [
    ['codistill data show photos', 'the folder photos, with a folder for each class'],
    [
      'codistill data show photos --image 64 --augment flip,rand-augment --perturb mixup,cutmix',
      'what these do to its images',
    ],
    [
      'codistill data show --experiment experiment.json --data photos',
      'the views of an experiment',
    ],
    ['codistill data show --dataset digits', 'a dataset that needs no files'],
    ['codistill data check photos', 'is every file an image?'],
    ['codistill data check shards --dataset webdataset --json', 'the same of tar shards, as JSON'],
  ],
  args,
  async run(given, raw) {
    const what = oneOf('what', given.what, whats)!;
    if (what === 'show') return showData(given, raw);
    const other = ofShow.find((flag) => given[flag] !== undefined);
    if (other !== undefined) throw notForCheck(other);
    return checkData(given, raw);
  },
});
