import type { Examples, OpenDataset } from '@codistill/core';
import { expect, it } from 'vitest';
import { readSize, skipReason } from './opened.ts';

/**
 * Declares the test that the declared mean and standard deviation are close to those of the
 * training pixels.
 */
export function describePixelMoments(opened: () => OpenDataset | undefined): void {
  it('states the mean and deviation of its training pixels', async ({ skip }) => {
    const open = opened();
    if (!open) return skip(skipReason);
    const { mean, std } = await momentsOf(open.splits['train']!, open);
    open.facts.mean.forEach((stated, channel) => {
      expect(
        Math.abs(stated - mean[channel]!),
        `mean of channel ${channel}: ${mean[channel]}`,
      ).toBeLessThan(0.05);
      expect(open.facts.std[channel]! / std[channel]!).toBeGreaterThan(0.6);
      expect(open.facts.std[channel]! / std[channel]!).toBeLessThan(1.7);
    });
  });
}

/** The mean and standard deviation of each channel, over up to 2,000 evenly spaced examples. */
async function momentsOf(
  examples: Examples,
  open: OpenDataset,
): Promise<{ readonly mean: number[]; readonly std: number[] }> {
  const count = Math.min(2000, examples.size);
  const pixels = await examples.read(
    Int32Array.from({ length: count }, (_, i) => Math.floor((i * examples.size) / count)),
    readSize(open),
  );
  const { channels } = open.facts;
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
