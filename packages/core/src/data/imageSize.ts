import type { ImageSize } from '../contracts/data.ts';
import type { SizeUse } from '../contracts/experiment.ts';

/** The shape of an image. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/** The size that an experiment states as a number or as height and width. */
export const imageSizeOf = (use: SizeUse): ImageSize =>
  typeof use === 'number' ? { height: use, width: use } : use;

/** '224x192': height and width for messages. */
export const sizeText = ({ height, width }: ImageSize): string => `${height}x${width}`;

export const sameSize = (a: ImageSize, b: ImageSize): boolean =>
  a.height === b.height && a.width === b.width;
