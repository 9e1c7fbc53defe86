import { z } from 'zod';

/** The option of datasets of encoded images that turns shrinking while decoding off. */
export const exactOption = z
  .boolean()
  .default(false)
  .describe(
    'Decode every JPEG image at its full size. Default: an image of which networks see at most half the length and width is made smaller while it is decoded, which is faster and changes pixels a little.',
  );
