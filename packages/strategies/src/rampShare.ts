import { rampOver, type Varying } from '@codistill/core';
import { z } from 'zod';

/** The option of ONE, OKDDip, CL-ILR and PCL: the fraction of the run in which KL ramps up. */
export const rampShareOption = (value: number) =>
  z
    .number()
    .min(0)
    .max(1)
    .default(value)
    .describe(
      'Fraction of the run in which KL ramps up, exp(-5 (1 - min(e, L) / L)^2); 0 for no ramp. The sources use 80 of 300 epochs.',
    );

/** The ramp of this option as a factor; the number 1 if there is no ramp. */
export const rampOf = (share: number): Varying => (share === 0 ? 1 : rampOver({ share }));
