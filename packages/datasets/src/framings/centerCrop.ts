import { defineFraming } from '@codistill/core';
import { z } from 'zod';
import { cropTooLarge } from '../errors.ts';
import { rounded } from './rounded.ts';

/**
 * The square in the center of the image, as torchvision's `Resize(resize)` and `CenterCrop(crop)`
 * cut it, in pixels of the stored image: of `resize` parts of the shorter side, `crop` remain.
 * torchvision resizes the image before it cuts, so its square may begin within a pixel; here it
 * begins at the nearest whole one.
 * @throws InputError if `crop` is larger than `resize`.
 */
export const centerCrop = defineFraming({
  id: 'center-crop',
  about: 'The square in the center: seven eighths of the shorter side, unless options say else.',
  source: 'torchvision.transforms.Resize and CenterCrop',
  options: z.object({
    resize: z
      .number()
      .int()
      .positive()
      .default(256)
      .describe('Length of the shorter side to which the image is resized in thought.'),
    crop: z
      .number()
      .int()
      .positive()
      .optional()
      .describe('Side of the square in pixels of that length; default seven eighths of `resize`.'),
  }),
  create({ resize, crop = Math.max(1, Math.floor((7 * resize) / 8)) }) {
    if (crop > resize) throw cropTooLarge(crop, resize);
    return {
      box({ height, width }) {
        const scale = Math.min(height, width) / resize;
        const side = Math.max(1, rounded(crop * scale));
        // torchvision rounds the longer side down and the margins to integers, after resizing.
        const margin = (length: number) => {
          const scaled = length === Math.min(height, width) ? resize : Math.floor(length / scale);
          const start = rounded(rounded((scaled - crop) / 2) * scale);
          return Math.min(start, length - side);
        };
        return [margin(height), margin(width), side, side];
      },
    };
  },
});
