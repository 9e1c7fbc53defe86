/**
 * Mean and deviation of each channel, of values scaled to [0, 1]. `images` are bytes with the
 * channels last. The deviation is at least 1e-3, so that a channel with a single value is not
 * divided by 0.
 */
export function channelMoments(
  images: Uint8Array,
  channels: number,
): { readonly mean: number[]; readonly std: number[] } {
  const mean = new Array<number>(channels).fill(0);
  const square = new Array<number>(channels).fill(0);
  images.forEach((byte, i) => {
    mean[i % channels]! += byte / 255;
    square[i % channels]! += (byte / 255) ** 2;
  });
  const count = Math.max(1, images.length / channels);
  return {
    mean: mean.map((sum) => sum / count),
    std: square.map((sum, c) =>
      Math.max(1e-3, Math.sqrt(Math.max(0, sum / count - (mean[c]! / count) ** 2))),
    ),
  };
}
