import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { inShards } from './folders.mjs';

const schema = [
  { name: 'schema', num_children: 2 },
  { name: 'image', num_children: 2, repetition_type: 'OPTIONAL' },
  { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
  { name: 'path', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
  { name: 'label', type: 'INT64', repetition_type: 'OPTIONAL' },
];

/** Writes `parquet/data/train-00000-of-00002.parquet` and so on, as Hugging Face's datasets does. */
export function writeParquet(pictures, { out, split, names, shards, group, codec }) {
  const folder = path.join(out, 'parquet', 'data');
  mkdirSync(folder, { recursive: true });
  const features = { image: { _type: 'Image' }, label: { names, _type: 'ClassLabel' } };
  inShards(pictures, shards).forEach((some, i) => {
    const image = some.map(({ label, number, ending, bytes }) => ({
      bytes: new Uint8Array(bytes),
      path: `${names[label]}-${number}.${ending}`,
    }));
    const buffer = parquetWriteBuffer({
      schema,
      columnData: [
        { name: 'image', data: image },
        { name: 'label', data: some.map(({ label }) => BigInt(label)) },
      ],
      codec,
      rowGroupSize: group,
      kvMetadata: [{ key: 'huggingface', value: JSON.stringify({ info: { features } }) }],
    });
    const name = `${split}-${inFive(i)}-of-${inFive(shards)}.parquet`;
    writeFileSync(path.join(folder, name), new Uint8Array(buffer));
  });
}

const inFive = (number) => String(number).padStart(5, '0');
