import {
  type Experiment,
  type NetworkId,
  type NetworkSpec,
  nameOf,
  optionsOf,
  type Use,
} from '@codistill/core';
import { first, use } from './arm.ts';

type Options = Readonly<Record<string, unknown>>;

/** Channels of the first stage of a ResNet for small images (He et al. 2016). */
const resnetChannels = 16;
const multiplied = (multiplier: unknown) =>
  Math.max(1, Math.floor(resnetChannels * Number(multiplier)));

/**
 * The ResNet that stands for a backbone of `@codistill/backbones`, by the backbone's id: from its
 * options, with what its variants set, to depth and channels of the first stage. What they leave
 * out is the default of `branches`. A width multiplier is not a number of channels: it multiplies
 * the ResNet's 16. A Wide ResNet of depth 6n + 4 has the blocks of a ResNet of depth 6n + 2.
 */
const resnetFor: Readonly<Record<string, (options: Options) => Options>> = {
  'resnet-cifar': ({ depth, width }) => ({ depth, width }),
  'wide-resnet': ({ depth = 16, widen = 2 }) => ({
    depth: Number(depth) - 2,
    width: multiplied(widen),
  }),
  branches: ({ depth, width, sharedStages }) => ({ depth, width, sharedStages }),
  exits: ({ of = 'resnet-cifar' }) => resnetOf(of as Use),
  'small-conv': ({ width }) => ({ depth: 8, width }),
  'mobilenet-v1': ({ width = 1 }) => ({ depth: 8, width: multiplied(width) }),
  'mobilenet-v2': ({ width = 1 }) => ({ depth: 8, width: multiplied(width) }),
  vit: () => ({ depth: 8 }),
};

/** Names of variants: the id, and what the variant sets of what `resnetFor` reads. */
const variants: readonly (readonly [RegExp, string, (match: RegExpExecArray) => Options])[] = [
  [/^resnet(\d+)$/, 'resnet-cifar', ([, depth]) => ({ depth: Number(depth) })],
  [
    /^wrn-(\d+)-(\d+)$/,
    'wide-resnet',
    ([, depth, widen]) => ({ depth: Number(depth), widen: Number(widen) }),
  ],
  [/^mobilenet-v2-half$/, 'mobilenet-v2', () => ({ width: 0.5 })],
  [/^mobilenet-v1-released$/, 'mobilenet-v1', () => ({})],
  [/^vit-/, 'vit', () => ({})],
];

function resnetOf(backbone: Use): Options {
  const [name, options] = [nameOf(backbone), optionsOf(backbone)];
  for (const [pattern, id, set] of variants) {
    const match = pattern.exec(name);
    if (match) return resnetFor[id]!({ ...set(match), ...options });
  }
  // What the options of a backbone from elsewhere mean cannot be known.
  return Object.hasOwn(resnetFor, name) ? resnetFor[name]!(options) : { depth: 8 };
}

/**
 * The base's first network with branches on a shared stem. Branches exist of ResNets alone: of the
 * depth and width of the base's where it is a ResNet, as wide as it where it is a Wide ResNet, a
 * `small-conv` or a MobileNet, and else of 16 channels. The depth is 8 where it is no ResNet.
 */
export function branched(base: Experiment, options: Options): readonly [NetworkId, NetworkSpec] {
  const [id, spec] = first(base);
  return [id, { ...spec, backbone: use('branches', defined(resnetOf(spec.backbone), options)) }];
}

const defined = (...all: readonly Options[]): Options =>
  Object.fromEntries(
    all.flatMap((options) => Object.entries(options).filter(([, value]) => value !== undefined)),
  );
