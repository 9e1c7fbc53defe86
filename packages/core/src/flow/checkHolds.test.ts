import { expect, it } from 'vitest';
import { checkHolds } from './checkHolds.ts';

it('takes a strategy that names no distribution, or this one', () => {
  expect(() => checkHolds('mine', {}, 'gaussian')).not.toThrow();
  expect(() => checkHolds('mine', { holdsFor: ['bernoulli'] }, 'bernoulli')).not.toThrow();
});

it('refuses another one, and says which there are', () => {
  expect(() => checkHolds('mine', { holdsFor: ['bernoulli'] }, 'categorical')).toThrow(
    'The strategy "mine" is not defined for the distribution "categorical". With its options it is defined for: bernoulli.',
  );
});
