/** What the name of an image file of Market-1501 says. */
export interface MarketName {
  /** The number of a person; 0 for distractors, -1 for junk. */
  readonly identity: number;
  readonly camera: number;
}

const form = /^(-1|\d+)_c(\d+)/;

/**
 * Reads `0002_c1s1_000451_03.jpg`: identity 2 by camera 1, sequence 1, frame 451, third box of it.
 * Undefined if the name does not begin with identity and camera.
 */
export function parseMarketName(name: string): MarketName | undefined {
  const found = form.exec(name);
  return found ? { identity: Number(found[1]), camera: Number(found[2]) } : undefined;
}

/** Whether a file is an image by its name. The archive has others, such as Thumbs.db. */
export const isImageName = (name: string): boolean => /\.(jpe?g|png|webp|tiff?)$/i.test(name);
