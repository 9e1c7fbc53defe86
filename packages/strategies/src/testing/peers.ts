import { type Distribution, distributions, type Peer, parsePeer, untaped } from '@codistill/core';

import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

/** A peer of a test. Fields that are left out describe a network with one head at its own view. */
export interface PeerSpec {
  readonly id: string;
  readonly network?: string;
  readonly view?: string;
  readonly learns?: boolean;
  /** The shape of its features, [batch, ...]; left out if it has no features. */
  readonly features?: readonly number[];
  /** The shapes of the maps after its stages; left out if it has none. */
  readonly stages?: readonly (readonly number[])[];
  /** The seed of its numbers: peers with the same seed are equal. Default: its position. */
  readonly seed?: number;
  /** Factor of its logits. */
  readonly scale?: number;
  /** m in (1 - m) y + m y': the view's targets are mixed with those of the reversed batch. */
  readonly mixed?: number;
}

/** The i-th number of `seed`, in [-1, 1], by the same formula as in golden/frame.py. */
export const value = (seed: number, i: number): number =>
  Math.sin(12.9898 * (i + 1) + 78.233 * (seed + 1) + 0.37 * (i % 7) * seed);

/** The numbers of `seed` in a given shape. */
export const filled = (seed: number, shape: readonly number[], scale = 1): Float32Array =>
  Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => scale * value(seed, i));

/**
 * Logits, features and stages of each peer as tensors, by `<peer>/logits`, `<peer>/features` and
 * `<peer>/stages/<n>`. Gradients are taken with respect to these.
 */
export function leavesOf(
  specs: readonly PeerSpec[],
  batch: number,
  classes: number,
): Record<string, Tensor> {
  return Object.fromEntries(
    specs.flatMap((spec, i) => {
      const seed = spec.seed ?? i;
      const logits = [
        `${spec.id}/logits`,
        tf.tensor(filled(seed, [batch, classes], spec.scale ?? 2), [batch, classes]),
      ] as const;
      const made = (part: string, shape: readonly number[], own: number) =>
        [`${spec.id}/${part}`, tf.tensor(filled(seed + own, shape), [...shape])] as const;
      return [
        logits,
        ...(spec.features ? [made('features', spec.features, 50)] : []),
        ...(spec.stages ?? []).map((shape, n) => made(`stages/${n}`, shape, 60 + n)),
      ];
    }),
  );
}

/** One-hot targets, [batch, classes]: example b has the class (3 b + 1) mod classes. */
export const labelsOf = (batch: number, classes: number, mixed = 0): Tensor2D => {
  const classOf = (b: number) => (3 * b + 1) % classes;
  const rows = Array.from({ length: batch }, (_, b) =>
    Array.from(
      { length: classes },
      (_, k) =>
        (1 - mixed) * Number(k === classOf(b)) + mixed * Number(k === classOf(batch - 1 - b)),
    ),
  );
  return tf.tensor2d(rows);
};

/**
 * The peers of `specs` with given logits and features. `distribution` says what logits mean, and
 * `labelled` makes the targets.
 */
export function peersOf(
  specs: readonly PeerSpec[],
  leaves: Readonly<Record<string, Tensor>>,
  distribution: Distribution = distributions.categorical,
  labelled = labelsOf,
): Peer[] {
  return specs.map((spec) => {
    const logits = leaves[`${spec.id}/logits`] as Tensor2D;
    const features = leaves[`${spec.id}/features`];
    const targets = labelled(logits.shape[0], logits.shape[1], spec.mixed);
    const named = parsePeer(spec.id);
    const network = spec.network ?? named.network;
    return {
      id: spec.id,
      network,
      view: spec.view ?? named.view ?? network,
      learns: spec.learns ?? true,
      logits,
      ...(features && { features }),
      ...(spec.stages && {
        stages: spec.stages.map((_shape, n) => leaves[`${spec.id}/stages/${n}`] as Tensor4D),
      }),
      targets,
      indices: tf.range(0, logits.shape[0], 1, 'int32') as Tensor1D,
      score: untaped(() => distribution.ce(logits, targets)),
    };
  });
}
