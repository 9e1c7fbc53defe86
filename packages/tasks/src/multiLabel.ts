import { defineTask, distributions, stratified, type Targets } from '@codistill/core';
import * as tf from '@tensorflow/tfjs-core';
import { noBits } from './errors.ts';
import { multiLabelEvaluator } from './metrics/multiLabelEvaluator.ts';
import { rowGroups, strataOf } from './rowGroups.ts';

const { bernoulli } = distributions;

/**
 * Several labels for each example: K bits, of which any number may be 1. The distribution is
 * bernoulli. The ensemble of networks is the mean of their probabilities.
 *
 * The validation split is stratified by equal rows of bits. Rows that are too rare for that are
 * drawn together.
 */
export const multiLabel = defineTask({
  id: 'multi-label',
  about: 'Any number of K labels for each image, such as tags or attributes.',
  create: () => ({
    distribution: 'bernoulli',
    takes: ['bits'],
    groups: rowGroups,
    split: (targets, request) =>
      stratified(strataOf(rowGroups(targets), request.validation.fraction), request),
    fit: (targets, _train, { names }) => ({
      outputs: bitsOf(targets).width,
      ...(names && { names }),
      facts: {},
    }),
    encode(targets, positions) {
      const { values, width } = bitsOf(targets);
      return Float32Array.from(
        { length: positions.length * width },
        (_, i) => values[positions[Math.floor(i / width)]! * width + (i % width)]!,
      );
    },
    metrics: [
      {
        name: 'map',
        words: 'mean average precision',
        unit: '%',
        higherIsBetter: true,
        counted: false,
      },
      {
        name: 'exact',
        words: 'share of images with all labels right',
        unit: '%',
        higherIsBetter: true,
        counted: true,
      },
      {
        name: 'labels',
        words: 'share of right labels',
        unit: '%',
        higherIsBetter: true,
        counted: false,
      },
      { name: 'microF1', words: 'micro F1', unit: '%', higherIsBetter: true, counted: false },
      { name: 'macroF1', words: 'macro F1', unit: '%', higherIsBetter: true, counted: false },
      {
        name: 'nll',
        words: 'negative log-likelihood of a label',
        unit: 'nats',
        higherIsBetter: false,
        counted: false,
      },
      { name: 'ece', words: 'calibration error', unit: '', higherIsBetter: false, counted: false },
    ],
    evaluator: ({ fitted, targets, deployed }) =>
      multiLabelEvaluator(
        fitted.outputs,
        Object.fromEntries(
          Object.entries(targets).map(([role, one]) => [role, bitsOf(one).values]),
        ),
        deployed,
      ),
    measure: ({ logits, targets }) => ({ labels: tf.mean(bernoulli.right!(logits, targets)) }),
  }),
});

/** @throws InputError if the targets are no bits. */
function bitsOf(targets: Targets): Extract<Targets, { readonly kind: 'bits' }> {
  if (targets.kind !== 'bits') throw noBits(targets.kind);
  return targets;
}
