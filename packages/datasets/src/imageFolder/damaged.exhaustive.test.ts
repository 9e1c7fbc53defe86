import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { isInputError, stream } from '@codistill/core';
import { folderFiles, sharpDecoder } from '@codistill/node';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { folderOf, twoClasses } from '../testing/pictures.ts';
import { imageFolder } from './imageFolder.ts';

const formats = {
  jpg: { format: 'jpeg' },
  progressive: { format: 'jpeg', progressive: true },
  png: { format: 'png' },
  palette: { format: 'png', palette: true },
  webp: { format: 'webp' },
  avif: { format: 'avif' },
  gif: { format: 'gif' },
  tiff: { format: 'tiff' },
  lzw: { format: 'tiff', compression: 'lzw' },
} as const;
const endings: Readonly<Record<string, string>> = {
  progressive: 'jpg',
  palette: 'png',
  lzw: 'tiff',
};
const count = 2000;

/** Whole files of all formats. */
async function wholeFiles(): Promise<readonly { ending: string; bytes: Uint8Array }[]> {
  const [width, height] = [90, 70];
  const noise = Uint8Array.from(
    { length: width * height * 3 },
    (_, i) => (i * 31 + (i >> 7) * 57) % 256,
  );
  const image = sharp(noise, { raw: { width, height, channels: 3 } });
  return Promise.all(
    Object.entries(formats).map(async ([name, { format, ...options }]) => ({
      ending: endings[name] ?? name,
      bytes: new Uint8Array(await image.clone().toFormat(format, options).toBuffer()),
    })),
  );
}

/** A copy of a file with damage of one of six kinds. */
function damaged(bytes: Uint8Array, i: number): Uint8Array {
  const rng = stream(7, 'damage', i);
  const at = () => Math.floor(rng.uniform() * bytes.length);
  const copy = bytes.slice();
  switch (i % 6) {
    case 0:
      return copy.subarray(0, at());
    case 1:
      copy[at()] = Math.floor(256 * rng.uniform());
      return copy;
    case 2:
      for (let k = 0; k < 20; k++) copy[at()] = Math.floor(256 * rng.uniform());
      return copy;
    case 3:
      return copy.fill(0, at());
    case 4:
      // Heads say how large an image is, and where its parts are.
      for (let k = 0; k < 3; k++)
        copy[Math.floor(64 * rng.uniform())] = Math.floor(256 * rng.uniform());
      return copy;
    default:
      return new Uint8Array([...copy.subarray(0, at()), ...copy.subarray(at())]);
  }
}

/** A digest of all files of a folder with their times. */
async function stateOf(root: string): Promise<string> {
  const hash = createHash('sha256');
  for (const name of (await readdir(root, { recursive: true })).sort()) {
    const found = await stat(path.join(root, name));
    hash.update(`${name} ${found.mtimeMs}`);
    if (found.isFile()) hash.update(await readFile(path.join(root, name)));
  }
  return hash.digest('hex');
}

it('damaged files of all formats are read or named, and none is changed', async () => {
  const whole = await wholeFiles();
  const files: Record<string, Uint8Array> = await twoClasses('', 3);
  for (let i = 0; i < count; i++) {
    const { ending, bytes } = whole[i % whole.length]!;
    files[`${i % 2 === 0 ? 'red' : 'blue'}/damaged${i}.${ending}`] = damaged(bytes, i);
  }
  const root = await folderOf(files);
  const before = await stateOf(root);
  const said: string[] = [];
  const cache = folderFiles(await folderOf({}));
  const open = (skipBad: boolean) =>
    imageFolder({ skipBad, testShare: 0 }).open(folderFiles(root), {
      decoder: sharpDecoder(),
      cache,
      notice: (sentence) => said.push(sentence),
    });
  await expect(open(false)).rejects.toSatisfy(isInputError);
  const { splits } = await open(true);
  const left = splits['train']!;
  const leftOut = Number(/^(\d+) entries/.exec(said.at(-1)!)?.[1]);
  expect(left.size + leftOut).toBe(count + 6);
  expect(leftOut).toBeGreaterThan(count / 5);
  expect(left.size).toBeGreaterThan(count / 20);
  for (let from = 0; from < left.size; from += 100) {
    const some = Int32Array.from({ length: Math.min(100, left.size - from) }, (_, i) => from + i);
    await left.read(some, { height: 8, width: 8 });
  }
  expect(await stateOf(root)).toBe(before);
}, 600_000);
