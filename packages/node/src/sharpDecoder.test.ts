import { InputError } from '@codistill/core';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { sharpDecoder } from './sharpDecoder.ts';

const decoder = sharpDecoder();

/** 6 pixels high and 4 wide: red above, blue below. */
const pixels = Uint8Array.from({ length: 6 * 4 * 3 }, (_, i) =>
  i % 3 === (Math.floor(i / 12) < 3 ? 0 : 2) ? 200 : 10,
);
const image = () => sharp(pixels, { raw: { width: 4, height: 6, channels: 3 } });
const all = (bytes: Uint8Array, channels = 3) =>
  decoder.pixels(bytes, [0, 0, 6, 4], { height: 6, width: 4 }, channels);

it('gives the pixels of files without loss, whole and in boxes', async () => {
  for (const bytes of [
    await image().png().toBuffer(),
    await image().webp({ lossless: true }).toBuffer(),
    await image().tiff({ compression: 'lzw' }).toBuffer(),
    await image().png({ palette: true }).toBuffer(),
  ]) {
    expect(await decoder.shape(bytes)).toEqual({ height: 6, width: 4 });
    expect(await all(bytes)).toEqual(pixels);
    const box = await decoder.pixels(bytes, [2, 1, 2, 1], { height: 2, width: 1 }, 3);
    expect([...box]).toEqual([200, 10, 10, 10, 10, 200]);
  }
});

it('sees an image as its orientation says', async () => {
  // 6: turned by 90 degrees clockwise, so the upper rows come to the right.
  const bytes = await image().withMetadata({ orientation: 6 }).png().toBuffer();
  expect(await decoder.shape(bytes)).toEqual({ height: 4, width: 6 });
  const seen = await decoder.pixels(bytes, [0, 0, 4, 6], { height: 4, width: 6 }, 3);
  expect([...seen.slice(0, 3)]).toEqual([10, 10, 200]);
  expect([...seen.slice(15, 18)]).toEqual([200, 10, 10]);
  const right = await decoder.pixels(bytes, [1, 5, 1, 1], { height: 1, width: 1 }, 3);
  expect([...right]).toEqual([200, 10, 10]);
});

it('brings grey, transparent, 16-bit and CMYK images to the channels asked for', async () => {
  const grey = sharp(
    Uint8Array.from({ length: 24 }, (_, i) => 10 * i),
    {
      raw: { width: 4, height: 6, channels: 1 },
    },
  );
  const greyBytes = await grey.png().toBuffer();
  const three = await all(greyBytes);
  expect(three).toHaveLength(72);
  expect([...three.slice(3, 6)]).toEqual([10, 10, 10]);
  expect([...(await all(greyBytes, 1))].slice(0, 3)).toEqual([0, 10, 20]);
  const wide = await sharp(
    Uint16Array.from({ length: 24 }, (_, i) => 2570 * i),
    {
      raw: { width: 4, height: 6, channels: 1 },
    },
  )
    .toColourspace('grey16')
    .png()
    .toBuffer();
  expect((await sharp(wide).metadata()).depth).toBe('ushort');
  expect([...(await all(wide, 1))].slice(0, 3)).toEqual([0, 10, 20]);
  const clear = await image().ensureAlpha(0.5).png().toBuffer();
  expect(await all(clear)).toEqual(pixels);
  const cmyk = await image().toColourspace('cmyk').jpeg().toBuffer();
  expect((await sharp(cmyk).metadata()).space).toBe('cmyk');
  expect(await all(cmyk)).toHaveLength(72);
});

it('gives equal bits for equal bytes, also of a JPEG that is made much smaller', async () => {
  const noise = Uint8Array.from({ length: 96 * 128 * 3 }, (_, i) => (i * 7919) % 251);
  const bytes = await sharp(noise, { raw: { width: 128, height: 96, channels: 3 } })
    .jpeg()
    .toBuffer();
  const small = () => decoder.pixels(bytes, [0, 0, 96, 128], { height: 8, width: 8 }, 3);
  const [first, ...others] = await Promise.all(Array.from({ length: 8 }, small));
  for (const other of others) expect(other).toEqual(first);
});

it('says in a sentence what is no image, or not whole', async () => {
  const whole = await sharp(pixels, { raw: { width: 4, height: 6, channels: 3 } })
    .resize(300, 300)
    .jpeg()
    .toBuffer();
  for (const bytes of [
    new Uint8Array(),
    new TextEncoder().encode('no image'),
    whole.subarray(0, 40),
  ])
    await expect(decoder.shape(bytes)).rejects.toThrow(InputError);
  const cut = whole.subarray(0, Math.floor(whole.length / 2));
  await expect(decoder.pixels(cut, [0, 0, 300, 300], { height: 8, width: 8 }, 3)).rejects.toThrow(
    'The image cannot be decoded: ',
  );
});
