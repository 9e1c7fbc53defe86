import type { Dataset, Examples } from '@codistill/core';
import { expect, it } from 'vitest';
import { type OpenedSplits, skipReason } from './opened.ts';

/**
 * Declares the test that the declared mean and standard deviation are close to those of the
 * training pixels.
 */
export function describePixelMoments(dataset: Dataset, opened: OpenedSplits): void {
  it('states the mean and deviation of its training pixels', async ({ skip }) => {
    if (opened.size === 0) skip(skipReason);
    const { mean, std } = await momentsOf(opened.get('train')!, dataset);
    dataset.mean.forEach((stated, channel) => {
      expect(
        Math.abs(stated - mean[channel]!),
        `mean of channel ${channel}: ${mean[channel]}`,
      ).toBeLessThan(0.05);
      expect(dataset.std[channel]! / std[channel]!).toBeGreaterThan(0.6);
      expect(dataset.std[channel]! / std[channel]!).toBeLessThan(1.7);
    });
  });
}

/** The mean and standard deviation of each channel, over up to 2,000 evenly spaced examples. */
async function momentsOf(
  examples: Examples,
  { imageShape }: Dataset,
): Promise<{ readonly mean: number[]; readonly std: number[] }> {
  const count = Math.min(2000, examples.size);
  const pixels = await examples.read(
    Int32Array.from({ length: count }, (_, i) => Math.floor((i * examples.size) / count)),
  );
  const channels = imageShape[2];
  const [sum, square] = [new Array<number>(channels).fill(0), new Array<number>(channels).fill(0)];
  pixels.forEach((byte, i) => {
    sum[i % channels]! += byte / 255;
    square[i % channels]! += (byte / 255) ** 2;
  });
  const each = pixels.length / channels;
  const mean = sum.map((value) => value / each);
  return {
    mean,
    std: square.map((value, channel) => Math.sqrt(Math.max(0, value / each - mean[channel]! ** 2))),
  };
}
