import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

const record = 3074;

/**
 * The first `each` records of each of the first `classes` classes of a split of CIFAR-100, class by
 * class: labels, and pixels as [32, 32, 3] bytes.
 */
export function readCifar100(data, split, { classes, each }) {
  const folder = [path.join(data, 'cifar-100-binary'), data].find(
    (one) =>
      existsSync(path.join(one, `${split}.bin`)) || existsSync(path.join(one, `${split}.bin.gz`)),
  );
  if (!folder) {
    console.error(
      `${data} has no cifar-100-binary/${split}.bin and no ${split}.bin.gz: name the folder by --data.`,
    );
    process.exit(2);
  }
  const plain = path.join(folder, `${split}.bin`);
  const bytes = existsSync(plain) ? readFileSync(plain) : gunzipSync(readFileSync(`${plain}.gz`));
  const byClass = Array.from({ length: classes }, () => []);
  for (let at = 0; at < bytes.length; at += record) {
    const own = byClass[bytes[at + 1]];
    if (own && own.length < each) own.push(interleaved(bytes.subarray(at + 2, at + record)));
  }
  return {
    names: namesOf(folder, classes),
    pictures: byClass.flatMap((own, label) => own.map((pixels) => ({ label, pixels }))),
  };
}

/** Three planes of 1,024 bytes as pixels of three bytes. */
function interleaved(planes) {
  const pixels = new Uint8Array(3072);
  for (let channel = 0; channel < 3; channel++)
    for (let k = 0; k < 1024; k++) pixels[3 * k + channel] = planes[1024 * channel + k];
  return pixels;
}

/** The names of the classes, which stand in alphabetical order, as folders are sorted. */
function namesOf(folder, classes) {
  const file = path.join(folder, 'fine_label_names.txt');
  const names = existsSync(file)
    ? readFileSync(file, 'utf8').split('\n').filter(Boolean)
    : Array.from({ length: 100 }, (_, label) => `class-${String(label).padStart(2, '0')}`);
  return names.slice(0, classes);
}
