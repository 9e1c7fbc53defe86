import { smallConv } from '@codistill/backbones';
import { countParameters } from '@codistill/core/engine';
import { expect, it } from 'vitest';
import { tensorflow } from './index.ts';
import { describeWithEngine } from './testing/engine.ts';

describeWithEngine('the number of parameters', () => {
  it('is the same as elsewhere, though a convolution of an empty batch has another shape', async () => {
    await tensorflow({ device: 'cpu' });
    const convolutions = 9 * (16 + 16 * 32 + 32 * 64);
    const norms = 2 * (16 + 32 + 64);
    expect(countParameters(smallConv(), [8, 8, 1], 10)).toBe(convolutions + norms + 65 * 10);
  });
});
