import { folderFiles, sharpDecoder } from '@codistill/node';
import { parquetWriteBuffer } from 'hyparquet-writer';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { parquet } from '../parquet/parquet.ts';
import { folderOf } from '../testing/pictures.ts';
import { tarOf } from '../testing/tarShards.ts';
import { webdataset } from '../webdataset/webdataset.ts';

it('decodes large JPEG images of shards at their full size with exact, and else smaller', async () => {
  const side = 300;
  const raw = Uint8Array.from({ length: 3 * side * side }, (_, i) => (i * 7919) % 251);
  const jpeg = await sharp(raw, { raw: { width: side, height: side, channels: 3 } })
    .jpeg()
    .toBuffer();
  const columnData = [
    { name: 'image', data: [new Uint8Array(jpeg), new Uint8Array(jpeg)] },
    { name: 'label', data: [0n, 1n] },
  ];
  const table = new Uint8Array(parquetWriteBuffer({ columnData }));
  const samples = [0, 1].flatMap(
    (i) =>
      [
        [`${i}.jpg`, jpeg],
        [`${i}.cls`, String(i)],
      ] as const,
  );
  const tar = await tarOf(samples);
  const root = await folderOf({
    'parquet/train.parquet': table,
    'parquet/test.parquet': table,
    'tar/train-0.tar': tar,
    'tar/test-0.tar': tar,
  });
  const decoder = sharpDecoder();
  const size = { height: 60, width: 70 };
  const all = [0, 0, side, side] as const;
  const [exactly, smaller] = await Promise.all(
    [true, false].map((exact) => decoder.pixels(jpeg, all, size, 3, exact)),
  );
  expect(exactly).not.toEqual(smaller);
  for (const [folder, dataset] of [
    ['parquet', parquet],
    ['tar', webdataset],
  ] as const)
    for (const exact of [true, false]) {
      const files = folderFiles(`${root}/${folder}`);
      const { splits } = await dataset({ exact }).open(files, { decoder });
      expect(await splits['train']!.read(Int32Array.of(1), size)).toEqual(
        exact ? exactly : smaller,
      );
    }
});
