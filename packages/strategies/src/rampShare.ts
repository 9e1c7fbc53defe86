import { rampOver, type Varying } from '@codistill/core';
import { z } from 'zod';

/** The option of ONE, OKDDip, CL-ILR and PCL: over which share of the run KL ramps up. */
export const rampShareOption = (value: number) =>
  z
    .number()
    .min(0)
    .max(1)
    .default(value)
    .describe(
      'Fraction of the run in which KL ramps up, exp(-5 (1 - min(e, L) / L)^2); 0 for no ramp. The sources use 80 of 300 epochs.',
    );

/** Its ramp as a factor: the number 1 where there is none. */
export const rampOf = (share: number): Varying => (share === 0 ? 1 : rampOver({ share }));
