import * as tf from '@tensorflow/tfjs-core';
import { classesOf } from '../data/classesOf.ts';
import { categorical } from '../distribution/categorical.ts';
import { defineTask } from '../plugins/defineTraining.ts';
import { classificationEvaluator } from './classificationEvaluator.ts';

/** One class of K for each example: the default task. */
export const classification = defineTask({
  id: 'classification',
  about: 'One class of K for each image (default).',
  create: () => ({
    distribution: 'categorical',
    takes: ['class'],
    groups: classesOf,
    fit: (_targets, _train, { classes = 0 }) => ({ outputs: classes, facts: {} }),
    encode(targets, positions, { outputs }) {
      const classes = classesOf(targets);
      const rows = new Float32Array(positions.length * outputs);
      positions.forEach((position, i) => {
        rows[i * outputs + classes[position]!] = 1;
      });
      return rows;
    },
    metrics: [
      { name: 'accuracy', words: 'accuracy', unit: '%', higherIsBetter: true, counted: true },
      { name: 'top5', words: 'top-5 accuracy', unit: '%', higherIsBetter: true, counted: true },
      {
        name: 'nll',
        words: 'negative log-likelihood',
        unit: 'nats',
        higherIsBetter: false,
        counted: false,
      },
      { name: 'ece', words: 'calibration error', unit: '', higherIsBetter: false, counted: false },
    ],
    evaluator: classificationEvaluator,
    measure: ({ logits, targets }) => ({
      accuracy: tf.mean(categorical.right!(logits, targets)),
    }),
  }),
});
