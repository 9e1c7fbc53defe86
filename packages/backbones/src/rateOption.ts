import { z } from 'zod';

/** An option for the rate at which values or blocks are dropped in training, in [0, 1). */
export const rateOption = (usual: number) => z.number().min(0).lt(1).default(usual);
