import type { Json, Named, Use } from '@codistill/core';
import type { TrainedNetwork } from './record/recordNetwork.ts';

/** What a user of an exported network needs to know, in words of the experiment. */
export interface ModelFacts {
  /** What the network is called in its run, such as 'a'. */
  readonly network: string;
  readonly backbone: Use;
  readonly parameters: number;
  readonly task: string;
  /** What logits mean: 'categorical' (softmax), 'bernoulli' (sigmoid) or 'gaussian' (numbers). */
  readonly distribution: string;
  /** What the outputs are called, [outputs], where that is known. */
  readonly names?: readonly string[];
  /** What the task learned from the targets, such as the mean and deviation of numbers. */
  readonly targets?: Json;
  /** [channels] each, of pixels from 0 to 1. Absent where the data is not known. */
  readonly mean?: readonly number[];
  readonly std?: readonly number[];
  /** How the part of an image that the network sees is chosen. Absent: the whole image. */
  readonly framing?: Use;
}

/** A network with what is known of it. */
export interface ExportedNetwork {
  readonly network: TrainedNetwork;
  readonly facts: ModelFacts;
  /** Where the network comes from. Absent for weights without a run. */
  readonly run?: RunFacts;
}

/** A number that a run measured of the network. */
export interface Measurement {
  readonly split: 'test' | 'validation';
  /** 'accuracy'. */
  readonly words: string;
  /** '%' for a share from 0 to 1. */
  readonly unit: string;
  readonly value: number;
  /** The number of examples, where the value is a share of counts. */
  readonly of?: number;
}

/** Where a network comes from. */
export interface RunFacts {
  readonly dataset: Use;
  /** The number of examples trained on. */
  readonly examples: number;
  /** A digest of the dataset. */
  readonly data?: string;
  readonly strategy: Use;
  readonly perturb?: { readonly when: Use; readonly pool: readonly Use[] };
  readonly augment?: readonly Use[];
  /** The backbones of all networks of the run. */
  readonly networks: Readonly<Record<string, Use>>;
  readonly seed: number;
  readonly epochs: { readonly trained: number; readonly planned: number };
  /** On the test split, or the validation split if the run has not evaluated it with these weights. */
  readonly measured?: Measurement;
  readonly versions: Named<string>;
  readonly engine: string;
}

/** How a model lies in its file. */
export interface ModelLayout {
  /** 'NCHW' is [batch, channels, height, width], 'NHWC' [batch, height, width, channels]. */
  readonly layout: 'NCHW' | 'NHWC';
}

/**
 * What a model file carries, as plain JSON: everything that is needed to prepare images and to read
 * the outputs. Normalization is not part of a model, so mean and deviation are here.
 */
export const carried = (
  { network, facts }: ExportedNetwork,
  { layout }: ModelLayout,
): Readonly<Record<string, Json>> => {
  const [height, width, channels] = network.imageShape;
  return JSON.parse(
    JSON.stringify({
      generator: 'codistill',
      ...facts,
      outputs: network.outputs,
      image: { height, width, channels },
      layout,
      input: 'pixels from 0 to 1, minus mean, divided by std',
    }),
  ) as Readonly<Record<string, Json>>;
};
