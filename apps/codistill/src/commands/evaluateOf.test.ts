import { expect, it } from 'vitest';
import { evaluateOf } from './command.ts';

it('--evaluate is a word or a number of epochs, and anything else is refused', () => {
  for (const word of [undefined, 'every-epoch', 'last-epoch']) expect(evaluateOf(word)).toBe(word);
  for (const epochs of [1, 2, 38, 1000]) expect(evaluateOf(String(epochs))).toBe(epochs);
  for (const wrong of ['', '0', '-1', '1.5', '1e3', 'never', 'every', '99999999999999999999'])
    expect(() => evaluateOf(wrong)).toThrow(
      `--evaluate is "${wrong}", and every-epoch, last-epoch or a whole number of epochs from 1 was expected.`,
    );
});
