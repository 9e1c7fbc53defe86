/**
 * The multiple of 8 nearest to `channels`, at least 8, and not more than 10 % below `channels`: the
 * rule of MobileNet and EfficientNet for scaled numbers of channels.
 */
export function divisible(channels: number): number {
  const nearest = Math.max(8, Math.floor((channels + 4) / 8) * 8);
  return nearest < 0.9 * channels ? nearest + 8 : nearest;
}
