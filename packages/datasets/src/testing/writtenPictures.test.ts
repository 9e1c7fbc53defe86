import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { parquetReadObjects } from 'hyparquet';
import { extract } from 'tar-stream';
import { expect, it, onTestFinished } from 'vitest';
import { writtenPictures } from './writtenPictures.ts';

type Pictures = readonly { readonly label: number; readonly bytes: Uint8Array }[];

const inFiles = async (root: string): Promise<Pictures> => {
  const classes = (await readdir(root)).sort();
  const all = classes.map(async (name, label) => {
    const files = (await readdir(path.join(root, name))).sort();
    return Promise.all(
      files.map(async (file) => ({ label, bytes: await readFile(path.join(root, name, file)) })),
    );
  });
  return (await Promise.all(all)).flat();
};
const inParquet = async (folder: string, split: string): Promise<Pictures> => {
  const shards = (await readdir(folder)).filter((name) => name.startsWith(split)).sort();
  const rows = shards.map(async (name) => {
    const file = Uint8Array.from(await readFile(path.join(folder, name))).buffer;
    return parquetReadObjects({ file, utf8: false });
  });
  return (await Promise.all(rows)).flat().map((row) => ({
    label: Number(row['label']),
    bytes: (row['image'] as { readonly bytes: Uint8Array }).bytes,
  }));
};
const inTar = async (folder: string, split: string): Promise<Pictures> => {
  const found: { label: number; bytes: Uint8Array }[] = [];
  for (const name of (await readdir(folder)).filter((each) => each.startsWith(split)).sort())
    for await (const entry of Readable.from(await readFile(path.join(folder, name))).pipe(
      extract(),
    )) {
      const bytes = await buffer(entry);
      if (entry.header.name.endsWith('.cls')) found.at(-1)!.label = Number(bytes.toString());
      else found.push({ label: -1, bytes });
    }
  return found;
};

it('the script writes the same bytes in the same order as files, parquet and tar', async () => {
  const root = await mkdtemp(path.join(os.tmpdir(), 'codistill-pictures-'));
  onTestFinished(() => rm(root, { recursive: true }));
  await writtenPictures(root);
  for (const [split, each] of [
    ['train', 3],
    ['test', 2],
  ] as const) {
    const files = await inFiles(path.join(root, 'files', split));
    expect(files.map(({ label }) => label)).toEqual(
      [0, 1, 2, 3].flatMap((label) => new Array<number>(each).fill(label)),
    );
    const plain = (pictures: Pictures) =>
      pictures.map(({ label, bytes }) => [label, Buffer.from(bytes).toString('base64')]);
    expect(plain(await inParquet(path.join(root, 'parquet', 'data'), split))).toEqual(plain(files));
    expect(plain(await inTar(path.join(root, 'tar'), split))).toEqual(plain(files));
  }
});
