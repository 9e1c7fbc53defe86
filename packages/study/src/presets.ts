import { unknownPreset } from './errors.ts';
import type { StudyFile } from './schema.ts';

const cifar: StudyFile = {
  dataset: 'cifar100',
  networks: ['resnet20', 'resnet20'],
  methods: ['independent', 'mutual', 'self', 'distill', 'competitive'],
  seeds: 3,
  // Padding by 4 with random crops, and mirroring, as in every recipe for CIFAR.
  augment: ['shift', 'flip'],
  optimizer: 'sgd',
  learningRate: 'steps',
  epochs: 200,
  batchSize: 128,
};

/** The defaults of a study for everything that a command line or a file leaves out. */
export const presets: Readonly<Record<string, StudyFile>> = {
  digits: {
    dataset: 'digits',
    networks: ['small-conv', 'small-conv'],
    methods: ['independent', 'mutual', 'self', 'distill', 'competitive'],
    seeds: 3,
    optimizer: 'sgd',
    learningRate: { use: 'cosine', peak: 0.1 },
    epochs: 12,
    batchSize: 64,
  },
  // A perturbation or a peer can help with few labels. With all images of digits, every method is
  // right so often that no difference can be detected.
  'few-labels': {
    dataset: 'digits',
    networks: ['small-conv', 'small-conv'],
    methods: [
      'independent',
      'independent-perturbed',
      'mutual',
      'mutual-perturbed',
      'competitive',
      'self',
      'distill',
    ],
    control: 'independent-perturbed',
    seeds: 8,
    examples: { count: 100, seed: 'run' },
    optimizer: 'sgd',
    learningRate: { use: 'cosine', peak: 0.1 },
    epochs: 60,
    batchSize: 50,
  },
  cifar100: cifar,
  // The recipe of deep mutual learning, which the paper's comparison most likely uses: SGD with
  // Nesterov momentum, learning rate 0.1, times 0.1 every 60 of 200 epochs.
  paper: {
    ...cifar,
    networks: ['resnet32', 'resnet32'],
    methods: ['independent', 'mutual', 'competitive'],
    seeds: 5,
  },
  // The authors' code of 2023 on CIFAR-100, with the values that its flags have if none is given:
  // AdamW with a constant rate, because its plateau schedule was given the number of the epoch and
  // so never lowered the rate. It perturbs no network. Normalization stays that of the dataset.
  'authors-2023': {
    ...cifar,
    networks: ['resnet32', 'resnet32'],
    methods: {
      independent: 'independent',
      mutual: 'mutual',
      competitive: { use: 'competitive', teachers: 'better', features: 0, pool: [] },
    },
    seeds: 5,
    augment: ['shift', 'flip', { use: 'rotate', degrees: 15 }],
    optimizer: { use: 'adamw', weightDecay: 0.01 },
    learningRate: 0.001,
  },
  // The released code: batches of 84, 400 epochs, no crop. It resizes images to 224 pixels, which
  // is left out here: networks for small images see them as they are.
  repo: {
    ...cifar,
    networks: ['resnet32', 'resnet32'],
    methods: ['independent', 'mutual', 'competitive-repo'],
    seeds: 5,
    augment: ['flip', { use: 'rotate', degrees: 15 }],
    optimizer: { use: 'adamw', weightDecay: 0.01 },
    learningRate: 0.001,
    epochs: 400,
    batchSize: 84,
  },
};

/**
 * The preset with that name, or the one that fits a dataset. @throws InputError if the name is
 * unknown.
 */
export function presetFor(name: string | undefined, dataset: string | undefined): StudyFile {
  if (name !== undefined) {
    const found = Object.hasOwn(presets, name) ? presets[name] : undefined;
    if (!found) throw unknownPreset(name, Object.keys(presets));
    return found;
  }
  return dataset?.startsWith('cifar') ? cifar : presets['digits']!;
}
