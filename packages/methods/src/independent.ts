import { defineMethod } from '@codistill/core';
import { arm } from './arm.ts';

/**
 * The base's networks, each trained on the labels alone. It is the baseline with which every method
 * is compared in pairs.
 */
export const independentMethod = defineMethod({
  id: 'independent',
  about: 'Trains every network by itself, from the labels only (baseline).',
  create: () => ({ arm: (base) => arm(base, 'independent') }),
});
