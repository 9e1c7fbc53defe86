// Writes the pictures of CIFAR-100 as image files, so that datasets of files can be tried: as a tree
// of folders (a class per folder), as a parquet dataset in the layout of Hugging Face, and as tar
// shards in the layout of WebDataset. All three hold the same encoded bytes in the same order, class
// by class.
//
//   node packages/datasets/scripts/pictures.mjs --data DATA --out OUT --train 50 --test 10
//
// DATA has CIFAR-100's binary files in cifar-100-binary; --help lists the options.
import { parseArgs } from 'node:util';
import { readCifar100 } from './pictures/cifar100.mjs';
import { encoded } from './pictures/encoded.mjs';
import { writeFolders } from './pictures/folders.mjs';
import { writeParquet } from './pictures/parquet.mjs';
import { writeTar } from './pictures/tar.mjs';

const help = `Options, with their defaults:
  --data FOLDER      the folder with cifar-100-binary ($CODISTILL_DATA)
  --out FOLDER       where to write; the folders files, parquet and tar are made in it
  --layouts LIST     files,parquet,tar
  --format FORMAT    png, jpeg, or mixed: one after the other (mixed)
  --classes N        the first N classes (100)
  --train N          training pictures of each class (500)
  --test N           test pictures of each class (100)
  --size N           height and width: larger ones are enlarged (32)
  --shards N         shards of a split of parquet and tar (2)
  --group N          pictures in a row group of parquet (1000)
  --codec NAME       SNAPPY or UNCOMPRESSED, of parquet (SNAPPY)`;

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: process.env['CODISTILL_DATA'] ?? '.' },
    out: { type: 'string' },
    layouts: { type: 'string', default: 'files,parquet,tar' },
    format: { type: 'string', default: 'mixed' },
    classes: { type: 'string', default: '100' },
    train: { type: 'string', default: '500' },
    test: { type: 'string', default: '100' },
    size: { type: 'string', default: '32' },
    shards: { type: 'string', default: '2' },
    group: { type: 'string', default: '1000' },
    codec: { type: 'string', default: 'SNAPPY' },
    help: { type: 'boolean', default: false },
  },
});
const fail = (sentence) => {
  console.error(sentence);
  process.exit(2);
};
const whole = (name) => {
  const value = Number(values[name]);
  if (!Number.isInteger(value) || value < 1)
    fail(`--${name} is "${values[name]}": a whole number from 1 was expected.`);
  return value;
};
const oneOf = (name, given, known) => {
  if (!known.includes(given)) fail(`--${name} has "${given}": ${known.join(', ')} were expected.`);
};

if (values.help) {
  console.log(help);
  process.exit(0);
}
if (!values.out) fail(`--out is missing: name the folder to write to.\n${help}`);
const layouts = values.layouts.split(',');
for (const layout of layouts) oneOf('layouts', layout, ['files', 'parquet', 'tar']);
oneOf('format', values.format, ['png', 'jpeg', 'mixed']);
oneOf('codec', values.codec, ['SNAPPY', 'UNCOMPRESSED']);

const names = [];
for (const split of ['train', 'test']) {
  const records = readCifar100(values.data, split, {
    classes: whole('classes'),
    each: whole(split),
  });
  const pictures = await encoded(records, { format: values.format, size: whole('size') });
  names.splice(0, names.length, ...records.names);
  const place = { out: values.out, split, names, shards: whole('shards') };
  if (layouts.includes('files')) writeFolders(pictures, place);
  if (layouts.includes('parquet'))
    writeParquet(pictures, { ...place, group: whole('group'), codec: values.codec });
  if (layouts.includes('tar')) await writeTar(pictures, place);
  console.log(`${split}: ${pictures.length} pictures of ${names.length} classes`);
}
