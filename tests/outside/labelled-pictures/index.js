import { defineDataset, InputError } from '@codistill/core';

/** Picture files of any size, `train/red/1.jpg`: the folder is the class. */
export const labelledPictures = defineDataset({
  id: 'labelled-pictures',
  about: 'Picture files of any size, in a folder for each class.',
  create: () => ({
    async open(files, { decoder, index }) {
      const listed = index ?? {
        train: await list(files, 'train'),
        test: await list(files, 'test'),
      };
      const names = [...new Set(listed.train.map(({ label }) => label))].sort();
      const splits = Object.entries(listed).map(([split, pictures]) => {
        const decoded = async (i, decode) => {
          const bytes = await files.read(pictures[i].path);
          return decode(bytes).catch((error) => {
            throw new InputError(`${pictures[i].path}: ${error.message}`);
          });
        };
        const examples = {
          size: pictures.length,
          targets: {
            kind: 'class',
            values: Int32Array.from(pictures, ({ label }) => names.indexOf(label)),
          },
          async shapes(indices) {
            const shapes = Array.from(indices, (i) => decoded(i, decoder.shape));
            return Int32Array.from(
              (await Promise.all(shapes)).flatMap(({ height, width }) => [height, width]),
            );
          },
          async read(indices, size, boxes) {
            const whole = boxes ? undefined : await examples.shapes(indices);
            const each = size.height * size.width * 3;
            const out = new Uint8Array(indices.length * each);
            const rows = Array.from(indices, async (i, row) => {
              const box = boxes?.subarray(4 * row, 4 * row + 4) ?? [
                0,
                0,
                whole[2 * row],
                whole[2 * row + 1],
              ];
              const pixels = decoded(i, (bytes) => decoder.pixels(bytes, box, size, 3));
              out.set(await pixels, row * each);
            });
            await Promise.all(rows);
            return out;
          },
        };
        return [split, examples];
      });
      const half = [0.5, 0.5, 0.5];
      return {
        facts: { classes: names.length, names, channels: 3, size: 'varies', mean: half, std: half },
        splits: Object.fromEntries(splits),
        fingerprint: `${decoder.name} ${JSON.stringify(listed)}`,
        index: listed,
      };
    },
  }),
});

async function list(files, split) {
  const pictures = [];
  for await (const { name: label } of files.entries(split))
    for await (const { name } of files.entries(`${split}/${label}`)) {
      const path = `${split}/${label}/${name}`;
      pictures.push({ path, label, bytes: (await files.stat(path)).size });
    }
  return pictures.sort((a, b) => (a.path < b.path ? -1 : 1));
}
