import { z } from 'zod';

/** The option `width`: the factor on the numbers of channels, at most `most`; default 1. */
export const widthOption = (most: number) => z.number().positive().max(most).default(1);

/** Numbers of channels times the width multiplier, rounded; at least 1. */
export const scaledBy =
  (width: number) =>
  (channels: number): number =>
    Math.max(1, Math.round(channels * width));
