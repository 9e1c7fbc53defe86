import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll } from 'vitest';

const made: string[] = [];
afterAll(() => Promise.all(made.map((root) => rm(root, { recursive: true, force: true }))));

/** A new folder with the given files, by path. It is removed after the tests of the file. */
export async function folderOf(files: Readonly<Record<string, Uint8Array>>): Promise<string> {
  const root = await mkdtemp(path.join(os.tmpdir(), 'codistill-pictures-'));
  made.push(root);
  await addFiles(root, files);
  return root;
}

/** Writes files into a folder, by path. */
export async function addFiles(
  root: string,
  files: Readonly<Record<string, Uint8Array>>,
): Promise<void> {
  for (const [name, bytes] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), bytes);
  }
}

/** A picture of one colour, brighter to the right. */
export function picture(
  colour: readonly [red: number, green: number, blue: number],
  { width = 6, height = 5 }: { readonly width?: number; readonly height?: number } = {},
): Sharp {
  const raw = Uint8Array.from({ length: width * height * 3 }, (_, i) =>
    Math.min(255, colour[i % 3]! + (Math.floor(i / 3) % width)),
  );
  return sharp(raw, { raw: { width, height, channels: 3 } });
}

/** PNG files of two classes, `count` of each in `folder`: red ones and blue ones. */
export async function twoClasses(
  folder: string,
  count: number,
): Promise<Record<string, Uint8Array>> {
  const files: Record<string, Uint8Array> = {};
  for (let i = 0; i < count; i++) {
    const size = { width: 4 + (i % 3), height: 5 + (i % 2) };
    files[`${folder}red/${i}.png`] = await picture([200, 10 * i, 0], size)
      .png()
      .toBuffer();
    files[`${folder}blue/${i}.png`] = await picture([0, 10 * i, 200], size)
      .png()
      .toBuffer();
  }
  return files;
}
