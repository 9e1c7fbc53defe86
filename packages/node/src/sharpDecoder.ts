import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { type Box, type Decoder, type ImageSize, resized } from '@codistill/core';
import type { Sharp, SharpOptions } from 'sharp';
import { noSharp, undecodable } from './errors.ts';
import { firstLine } from './firstLine.ts';
import { shrinkOf, shrunkBox } from './shrinkOnLoad.ts';

type SharpModule = typeof import('sharp').default;

/**
 * A decoder of JPEG, PNG, WebP, AVIF, GIF (first frame) and TIFF images, by the library sharp.
 * Images are seen as their EXIF orientation says. Grey, palette, 16-bit and CMYK images become the
 * channels that are asked for, and transparency is dropped. A box is resized bilinearly with
 * antialiasing, as PIL does to the bit. Unless `exact` is asked for, a JPEG image of whose box at
 * most half the length and width is needed is first made smaller by 2, 4 or 8 while it is decoded.
 * The library is loaded when the first image is decoded.
 * @throws InputError (from its functions) if sharp is not installed, or if bytes are no whole
 * image.
 *
 * @example
 * ```ts
 * const decoder = sharpDecoder();
 * console.log(decoder.name.split(' ')[0]); // sharp
 * ```
 */
export function sharpDecoder(): Decoder {
  return {
    name: `sharp ${installedVersion()}`,
    shape: async (bytes) => (await seenAs(bytes)).shape,
    async pixels(bytes, box, size, channels, exact = false) {
      const sharp = await loadSharp();
      const shrink = exact ? 1 : shrinkOf(bytes, box, size);
      const [, , height, width] = box;
      const image = sharp(bytes, options).autoOrient();
      if (shrink > 1) {
        const { shape, orientation } = await seenAs(bytes);
        const { whole, part, box: shown } = shrunkBox(shape, orientation, box, shrink);
        const smaller = image.resize(whole.width, whole.height, { fit: 'fill', kernel: 'linear' });
        const pixels = await pixelsOf(smaller.extract(extracted(part)), channels);
        return resized(pixels, part[3], channels, shown, size);
      }
      const boxed = image.extract(extracted(box));
      if (width * height > resizedHere) {
        const { width: wide, height: high } = size;
        const how = { fit: 'fill', kernel: 'linear', fastShrinkOnLoad: false } as const;
        return pixelsOf(boxed.resize(wide, high, how), channels);
      }
      return resized(await pixelsOf(boxed, channels), width, channels, [0, 0, height, width], size);
    },
  };
}

/** The size of an image as it is seen, and its EXIF orientation, from 1 to 8. */
async function seenAs(bytes: Uint8Array) {
  const sharp = await loadSharp();
  const { autoOrient, orientation } = await decoding(() => sharp(bytes, options).metadata());
  const shape: ImageSize = { height: autoOrient.height, width: autoOrient.width };
  return { shape, orientation: orientation ?? 1 };
}

const extracted = ([top, left, height, width]: Box) => ({ top, left, width, height });

async function pixelsOf(image: Sharp, channels: number): Promise<Uint8Array> {
  const { data, info } = await decoding(() =>
    inChannels(image, channels).raw().toBuffer({ resolveWithObject: true }),
  );
  if (info.channels !== channels)
    throw undecodable(`it has ${info.channels} channels, and ${channels} were asked for`);
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** Up to so many pixels of a box are held at once. The library resizes larger ones as it decodes. */
const resizedHere = 2 ** 24;

let loaded: Promise<SharpModule> | undefined;

/**
 * The library, loaded once. Its own cache and threads would only cost, because several images are
 * decoded at once.
 */
export function loadSharp(): Promise<SharpModule> {
  loaded ??= import('sharp').then(
    ({ default: sharp }) => {
      sharp.cache(false);
      sharp.concurrency(1);
      return sharp;
    },
    (error: unknown) => Promise.reject(noSharp(reasonOf(error))),
  );
  return loaded;
}

function installedVersion(): string {
  try {
    const main = createRequire(import.meta.url).resolve('sharp');
    const folder = main.slice(0, main.lastIndexOf(`${path.sep}sharp${path.sep}`) + 7);
    const text = readFileSync(path.join(folder, 'package.json'), 'utf8');
    return (JSON.parse(text) as { version: string }).version;
  } catch {
    return 'missing';
  }
}

const options: SharpOptions = { failOn: 'truncated', pages: 1 };

/** One grey channel, or three of colour, without transparency. */
const inChannels = (image: Sharp, channels: number): Sharp =>
  channels === 1
    ? image.removeAlpha().toColourspace('b-w')
    : image.removeAlpha().toColourspace('srgb');

async function decoding<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw undecodable(reasonOf(error));
  }
}

/** The reason that an error gives, as the end of a sentence. */
const reasonOf = (error: unknown) => firstLine(error).replace(/\.$/, '');
