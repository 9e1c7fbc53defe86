import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { stream } from '@codistill/core';
import sharp from 'sharp';

const mean = [0.485, 0.456, 0.406];
const std = 0.225;

/** The names of the images by folder. */
export const marketNames: Readonly<Record<string, readonly string[]>> = {
  bounding_box_train: [2, 7, 9, 30].flatMap((identity) =>
    [1, 2, 3].flatMap((camera) => [1, 2].map((frame) => nameOf(identity, camera, frame))),
  ),
  query: [3, 12].flatMap((identity) => [1, 2].map((camera) => nameOf(identity, camera, 1))),
  bounding_box_test: [
    ...['-1_c1s1_000401_03.jpg', '-1_c2s1_000402_01.jpg'],
    ...[0, 3, 12].flatMap((identity) =>
      [1, 2].flatMap((camera) => [2, 3].map((frame) => nameOf(identity, camera, frame))),
    ),
  ],
};

function nameOf(identity: number, camera: number, frame: number): string {
  return `${String(identity).padStart(4, '0')}_c${camera}s1_${String(frame).padStart(6, '0')}_00.jpg`;
}

/** Writes JPEG files of 9 to 18 pixels in the layout of Market-1501, with a file that is no image. */
export async function writeSmallMarket(folder: string): Promise<void> {
  let count = 0;
  for (const [place, names] of Object.entries(marketNames)) {
    await mkdir(path.join(folder, place), { recursive: true });
    await writeFile(path.join(folder, place, 'Thumbs.db'), 'not an image');
    for (const name of names) {
      const rng = stream(1, 'small market', count++);
      const [width, height] = [
        9 + Math.floor(4 * rng.uniform()),
        14 + Math.floor(5 * rng.uniform()),
      ];
      const raw = Uint8Array.from({ length: 3 * width * height }, (_, i) =>
        Math.max(0, Math.min(255, Math.round(255 * (mean[i % 3]! + std * rng.normal())))),
      );
      const image = sharp(raw, { raw: { width, height, channels: 3 } });
      await image
        .jpeg({ quality: 98, chromaSubsampling: '4:4:4' })
        .toFile(path.join(folder, place, name));
    }
  }
}
