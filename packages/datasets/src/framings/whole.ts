import { defineFraming } from '@codistill/core';

/** The whole image. It is stretched if the size that networks see has another aspect ratio. */
export const whole = defineFraming({
  id: 'whole',
  about: 'The whole image, stretched to the size that networks see.',
  create: () => ({ box: ({ height, width }) => [0, 0, height, width] }),
});
