import { z } from 'zod';

/** The option of those that draw their numbers for each image, or once for the whole batch. */
export const per = z.enum(['image', 'batch']).default('image').describe('Draw anew for each image, or once for the whole batch.');

/** The option of those that work on pixels in [0, 1] or on normalized values. */
export const space = z.enum(['pixels', 'normalized']).default('pixels').describe('On pixels in [0, 1], or after normalization.');
