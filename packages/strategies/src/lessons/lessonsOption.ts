import { nestedPlugin } from '@codistill/core';
import { z } from 'zod';

/** The option of a strategy that takes lessons. Absent: none. */
export const lessonsOption = z
  .array(nestedPlugin('lesson'))
  .optional()
  .describe(
    'Lessons, such as attention-transfer: what each student learns from each of its teachers besides. Each has a weight of its own; default none.',
  );
