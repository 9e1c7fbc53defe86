import type { Moment, Schedule } from '@codistill/core';

/**
 * exp(-5 (1 - min(e, L) / L)^2), e the epoch from 0 and L the length of the ramp, here given as a
 * share of the run: 1 from then on.
 * Source: Laine and Aila 2017; ONE, OKDDip and PCL ramp over 80 of 300 epochs, which is the share
 * 0.27. A share of 0: no ramp, always 1.
 */
export function ramp(moment: Moment, share: number): number {
  if (share === 0) return 1;
  // The moment knows the whole length by its progress alone; e / (share of all epochs).
  const epochs =
    moment.step === 0 ? 0 : (moment.progress * moment.epoch * moment.stepsPerEpoch) / moment.step;
  return Math.exp(-5 * (1 - Math.min(1, epochs / share)) ** 2);
}

/** The ramp as a factor: the number 1 where there is none. */
export const ramped = (share: number): number | Schedule =>
  share === 0 ? 1 : (moment) => ramp(moment, share);
