import type { OpenDataset } from '@codistill/core';
import { folderFiles, sharpDecoder } from '@codistill/node';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { parquet } from '../parquet/parquet.ts';
import { folderOf, picture } from '../testing/pictures.ts';
import { tarOf } from '../testing/tarShards.ts';
import { webdataset } from '../webdataset/webdataset.ts';

const decoder = sharpDecoder();
const size = { height: 5, width: 6 };
const png = (i: number) =>
  picture([20 * i, 200 - 20 * i, 5 * i])
    .png()
    .toBuffer();
const noImage = new TextEncoder().encode('no image at all');
const labels = { train: [0, 1, 2, 0, 1, 2, 0, 1], test: [0, 1, 2] };

/** Shards of both kinds with the same examples, of which those in `bad` are no images. */
async function written(bad: Readonly<Record<'train' | 'test', readonly number[]>>) {
  const files: Record<string, Uint8Array> = {};
  for (const split of ['train', 'test'] as const) {
    const images = await Promise.all(
      labels[split].map((_, i) => (bad[split].includes(i) ? noImage : png(i))),
    );
    const samples = images.flatMap((image, i) => [
      [`${i}.png`, image] as const,
      [`${i}.cls`, String(labels[split][i])] as const,
    ]);
    files[`tar/${split}-0.tar`] = await tarOf(samples);
    const columnData = [
      { name: 'image', data: images.map((image) => new Uint8Array(image)) },
      { name: 'label', data: labels[split].map(BigInt) },
    ];
    files[`parquet/${split}.parquet`] = new Uint8Array(parquetWriteBuffer({ columnData }));
  }
  return folderOf(files);
}

const everything = async ({ facts, splits }: OpenDataset) => ({
  facts,
  splits: await Promise.all(
    Object.entries(splits).map(async ([name, examples]) => ({
      name,
      targets: examples.targets,
      pixels: await examples.read(
        Int32Array.from({ length: examples.size }, (_, i) => i),
        size,
      ),
    })),
  ),
});

describe.each([
  ['tar', webdataset, 'train-0.tar/4.png'],
  ['parquet', parquet, 'train.parquet, row 4'],
] as const)('images in %s shards that cannot be used', (folder, dataset, named) => {
  it('are named, or left out with skipBad, as if they had never been there', async () => {
    const root = await written({ train: [1, 4], test: [2] });
    const files = folderFiles(`${root}/${folder}`);
    const cache = folderFiles(`${root}/cache`);
    await expect(dataset().open(files, { decoder, cache })).rejects.toThrow(
      '3 of the images that were looked at cannot be used',
    );
    await expect(dataset().open(files, { decoder, cache })).rejects.toThrow('skipBad');
    const notices: string[] = [];
    const notice = (sentence: string) => notices.push(sentence);
    const open = () => dataset({ skipBad: true }).open(files, { decoder, cache, notice });
    const left = await open();
    const { train, test } = left.splits;
    expect([...train!.targets.values]).toEqual([0, 2, 0, 2, 0, 1]);
    expect([...test!.targets.values]).toEqual([0, 1]);
    const found = await everything(left);
    expect(found.splits[0]!.pixels.slice(0, 3)).toEqual(Uint8Array.of(0, 200, 0));
    expect(found.splits[0]!.pixels.slice(90, 93)).toEqual(Uint8Array.of(40, 160, 10));
    expect(notices).toEqual([
      expect.stringMatching(/^3 images of the shards cannot be used and are left out: /),
    ]);
    expect(notices[0]).toContain(named);

    // The second time, nothing is decoded before training, and the sentence is said again.
    const decoded: number[] = [];
    const watched = {
      ...decoder,
      pixels: (...asked: Parameters<typeof decoder.pixels>) => {
        decoded.push(1);
        return decoder.pixels(...asked);
      },
    };
    const again = await dataset({ skipBad: true }).open(files, { decoder: watched, cache, notice });
    expect(decoded).toEqual([]);
    expect(notices[1]).toBe(notices[0]);
    expect(again.fingerprint).toBe(left.fingerprint);
    expect(await everything(again)).toEqual(found);

    // Another thread opens the same examples from the index.
    const index = structuredClone(again.index);
    expect(
      await everything(await dataset({ skipBad: true }).open(files, { decoder, index })),
    ).toEqual(found);
  });
  it('change the fingerprint, and nothing where there are none', async () => {
    const whole = folderFiles(`${await written({ train: [], test: [] })}/${folder}`);
    const plain = await dataset().open(whole, { decoder });
    const skipping = await dataset({ skipBad: true }).open(whole, { decoder });
    expect(skipping.fingerprint).toBe(plain.fingerprint);
    expect(await everything(skipping)).toEqual(await everything(plain));
    const [one, other] = await Promise.all(
      [1, 4].map(async (bad) => {
        const root = await written({ train: [bad], test: [] });
        const files = folderFiles(`${root}/${folder}`);
        return dataset({ skipBad: true }).open(files, { decoder });
      }),
    );
    expect(one!.fingerprint).not.toBe(other!.fingerprint);
  });
  it('stop a dataset of which nothing is left', async () => {
    const root = await written({ train: [], test: [0, 1, 2] });
    const files = folderFiles(`${root}/${folder}`);
    await expect(dataset({ skipBad: true }).open(files, { decoder })).rejects.toThrow(
      'No image of the shards of test can be used: ',
    );
  });
});
