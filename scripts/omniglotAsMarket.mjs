// node scripts/omniglotAsMarket.mjs FOLDER [--side 28]: arranges the drawings of Omniglot (Lake, Salakhutdinov,
// Tenenbaum, Science 2015) in the layout of Market-1501, for the dataset market1501. Characters are
// identities and the 20 people who drew them are cameras. The zips images_background_small1.zip and
// images_background_small2.zip lie in the folder that CODISTILL_DATA names, or in omniglot below it;
// an alphabet that is in both counts once. Five alphabets are for training. Of the other three, all
// drawings are the gallery and those of persons 1 to 5 are the queries too, which the rule of
// cameras keeps from finding themselves. Images are copied as they are, or with --side made
// smaller once, so that training need not do it at every read (it reads the same pixels). Equal zips
// give equal folders; the digest of all names and bytes is printed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { unzipSync } from 'fflate';

const held = new Set(['Early_Aramaic', 'Sanskrit', 'Tagalog']);
const queryPeople = 5;
const zips = ['images_background_small1.zip', 'images_background_small2.zip'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { side: { type: 'string' } },
});
const [target] = positionals;
const data = process.env.CODISTILL_DATA;
if (values.side !== undefined && !/^[1-9]\d*$/.test(values.side))
  stop(`--side is "${values.side}", and a number of pixels was expected.`);
if (!target || !data) stop('Name a folder to write, and the folder of the zips by CODISTILL_DATA.');
if (existsSync(target) && readdirSync(target).length > 0)
  stop(`${target} is not empty. Name a new folder.`);

function stop(sentence) {
  console.error(sentence);
  process.exit(2);
}

/** The bytes of every drawing, by 'ALPHABET/CHARACTER/PERSON'. */
function drawings() {
  const all = new Map();
  for (const zip of zips) {
    const file = ['', 'omniglot'].map((folder) => path.join(data, folder, zip)).find(existsSync);
    if (!file) stop(`${zip} was not found in ${data} or in omniglot below it.`);
    const filter = ({ name }) => name.endsWith('.png') && !name.startsWith('__MACOSX/');
    for (const [name, bytes] of Object.entries(unzipSync(readFileSync(file), { filter }))) {
      const found = /([^/]+)\/character(\d+)\/\d+_(\d+)\.png$/.exec(name);
      if (!found) stop(`${name} in ${file} is not the name of a drawing.`);
      const key = found.slice(1).join('/');
      if (!all.has(key)) all.set(key, bytes);
    }
  }
  return new Map([...all].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The drawing as it is, or as a grey image of `--side` pixels. */
async function stored(bytes) {
  if (values.side === undefined) return bytes;
  const side = Number(values.side);
  const { default: sharp } = await import('sharp');
  const { resized } = await import('@codistill/core');
  const decoded = sharp(bytes).toColourspace('b-w').raw();
  const { data: pixels, info } = await decoded.toBuffer({ resolveWithObject: true });
  const size = { height: side, width: side };
  const small = resized(pixels, info.width, 1, [0, 0, info.height, info.width], size);
  return sharp(small, { raw: { ...size, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toBuffer();
}

const identities = new Map();
const digest = createHash('sha256');
const counts = { bounding_box_train: 0, query: 0, bounding_box_test: 0 };
for (const folder of Object.keys(counts)) mkdirSync(path.join(target, folder), { recursive: true });
for (const [key, drawing] of drawings()) {
  const bytes = await stored(drawing);
  const [alphabet, character, person] = key.split('/');
  const name = `${alphabet}/${character}`;
  if (!identities.has(name)) identities.set(name, identities.size + 1);
  const identity = String(identities.get(name)).padStart(4, '0');
  const camera = Number(person);
  const file = `${identity}_c${camera}s1_${person.padStart(6, '0')}_00.png`;
  const tested = held.has(alphabet);
  const folders = tested ? ['bounding_box_test'] : ['bounding_box_train'];
  if (tested && camera <= queryPeople) folders.push('query');
  for (const folder of folders) {
    writeFileSync(path.join(target, folder, file), bytes);
    digest.update(`${folder}/${file}\n`).update(bytes);
    counts[folder]++;
  }
}
console.log(`${identities.size} characters, by folder: ${JSON.stringify(counts)}`);
console.log(`sha256 ${digest.digest('hex')}`);
