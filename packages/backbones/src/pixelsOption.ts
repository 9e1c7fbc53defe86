import { z } from 'zod';

/**
 * The option `pixels`: the side of the images that a network is made for, 32 or 224. It decides
 * strides and pooling; images of other sizes work too. `usual` is the default.
 */
export const pixelsOption = (usual: 32 | 224) => z.literal([32, 224]).default(usual);
