import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { type Decoder, resized } from '@codistill/core';
import type { Sharp, SharpOptions } from 'sharp';
import { noSharp, undecodable } from './errors.ts';
import { firstLine } from './firstLine.ts';

type SharpModule = typeof import('sharp').default;

/**
 * A decoder of JPEG, PNG, WebP, AVIF, GIF (first frame) and TIFF images, by the library sharp.
 * Images are seen as their EXIF orientation says. Grey, palette, 16-bit and CMYK images become the
 * channels that are asked for, and transparency is dropped. A box is decoded exactly and then
 * resized bilinearly with antialiasing, so JPEG files are not made smaller while they are decoded.
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
    async shape(bytes) {
      const sharp = await loadSharp();
      const { autoOrient } = await decoding(() => sharp(bytes, options).metadata());
      return { height: autoOrient.height, width: autoOrient.width };
    },
    async pixels(bytes, [top, left, height, width], { width: wide, height: high }, channels) {
      const sharp = await loadSharp();
      const part = sharp(bytes, options).autoOrient().extract({ top, left, width, height });
      const here = width * height <= resizedHere;
      const shown = here
        ? part
        : part.resize(wide, high, { fit: 'fill', kernel: 'linear', fastShrinkOnLoad: false });
      const { data, info } = await decoding(() =>
        inChannels(shown, channels).raw().toBuffer({ resolveWithObject: true }),
      );
      if (info.channels !== channels)
        throw undecodable(`it has ${info.channels} channels, and ${channels} were asked for`);
      const pixels = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      if (!here) return pixels;
      return resized(pixels, width, channels, [0, 0, height, width], { height: high, width: wide });
    },
  };
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
