import { defineMethod } from '@codistill/core';
import { arm } from './arm.ts';

/**
 * The base's networks, each from the labels alone: the baseline against which every method is
 * paired.
 */
export const independentMethod = defineMethod({
  id: 'independent',
  about: 'Trains every network by itself, from the labels only (baseline).',
  create: () => ({ arm: (base) => arm(base, 'independent') }),
});
