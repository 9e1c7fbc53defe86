// node scripts/omniglotAsMarket.mjs FOLDER: arranges the drawings of Omniglot (Lake, Salakhutdinov,
// Tenenbaum, Science 2015) in the layout of Market-1501, for the dataset market1501. Characters are
// identities and the 20 people who drew them are cameras. The zips images_background_small1.zip and
// images_background_small2.zip lie in the folder that CODISTILL_DATA names, or in omniglot below it;
// an alphabet that is in both counts once. Five alphabets are for training. Of the other three, all
// drawings are the gallery and those of persons 1 to 5 are the queries too, which the rule of
// cameras keeps from finding themselves. Images are copied as they are, so equal zips give equal
// folders; the digest of all names and bytes is printed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { unzipSync } from 'fflate';

const held = new Set(['Early_Aramaic', 'Sanskrit', 'Tagalog']);
const queryPeople = 5;
const zips = ['images_background_small1.zip', 'images_background_small2.zip'];

const [target] = process.argv.slice(2);
const data = process.env.CODISTILL_DATA;
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

const identities = new Map();
const digest = createHash('sha256');
const counts = { bounding_box_train: 0, query: 0, bounding_box_test: 0 };
for (const folder of Object.keys(counts)) mkdirSync(path.join(target, folder), { recursive: true });
for (const [key, bytes] of drawings()) {
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
