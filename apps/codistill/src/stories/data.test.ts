import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  addFiles,
  folderOf,
  picture,
  twoClasses,
} from '../../../../packages/datasets/src/testing/pictures.ts';
import { codistill, filesBelow, start, temporary, until } from '../testing/command.ts';

const cwd = temporary();
let photos: string;
beforeAll(async () => {
  photos = await folderOf({
    ...(await twoClasses('train/', 6)),
    ...(await twoClasses('val/', 3)),
  });
});

/** Height and width of a PNG file. */
function sizeOf(file: string): readonly [number, number] {
  const bytes = readFileSync(path.join(cwd, file));
  expect([...bytes.subarray(1, 4)]).toEqual([...Buffer.from('PNG')]);
  return [bytes.readUInt32BE(20), bytes.readUInt32BE(16)];
}

const snapshot = (folder: string) =>
  filesBelow(folder).map((name) => [name, statSync(path.join(folder, name)).mtimeMs]);

describe('data show', () => {
  it('writes a picture of what networks see of a folder, and counts', async () => {
    const line = ['--image', '16', '--augment', 'flip', '--perturb', 'mixup', '--images', '4'];
    const { code, stdout } = await codistill(cwd, 'data', 'show', photos, ...line);
    expect(code).toBe(0);
    expect(stdout).toMatch(/blue +│ +6 │ +3/);
    expect(stdout).toContain(
      'Wrote contact-sheet.png, with the rows as stored; framed for training: random-resized-crop; framed for evaluation: center-crop; augmented: flip; perturbed: mixup; in training: network a, step 1.',
    );
    expect(sizeOf('contact-sheet.png')[1]).toBe(2 * 20 + 190 + 4 * 122 - 10);
  });
  it('shows the views of an experiment, and prints JSON', async () => {
    const experiment = {
      dataset: 'digits',
      networks: { a: { backbone: 'small-conv' }, b: { backbone: 'small-conv' } },
      strategy: 'mutual',
      augment: ['shift'],
      optimizer: 'sgd',
      learningRate: 0.1,
      epochs: 1,
      batchSize: 16,
      seed: 3,
    };
    writeFileSync(path.join(cwd, 'experiment.json'), JSON.stringify(experiment));
    const words = ['--experiment', 'experiment.json', '--out', 'seen.png', '--json'];
    const { code, stdout } = await codistill(cwd, 'data', 'show', ...words);
    expect(code).toBe(0);
    const printed = JSON.parse(stdout);
    expect(printed.rows).toEqual(['as stored', 'augmented: shift']);
    expect(printed.counts[1]).toMatchObject({ split: 'test', examples: 364, labels: { 0: 36 } });
    sizeOf('seen.png');
  });
});

describe('data check', () => {
  it('reads all of a folder and finds nothing wrong', async () => {
    const { code, stdout } = await codistill(cwd, 'data', 'check', photos, '--json');
    const splits = { train: 12, test: 6 };
    expect(JSON.parse(stdout)).toMatchObject({ complete: true, read: 18, splits, bad: [] });
    expect(code).toBe(0);
  });
  it('lists what cannot be used, with reasons, and changes no file', async () => {
    const bad = await folderOf({
      ...(await twoClasses('train/', 4)),
      ...(await twoClasses('val/', 3)),
    });
    const jpeg = await picture([200, 100, 0], { width: 200, height: 200 }).jpeg().toBuffer();
    await addFiles(bad, {
      'train/red/cut.jpg': jpeg.subarray(0, jpeg.length / 2),
      'val/red/none.jpg': new Uint8Array(),
    });
    const before = snapshot(bad);
    const { code, stdout } = await codistill(cwd, 'data', 'check', bad);
    expect(code).toBe(1);
    expect(stdout).toContain('train/red/cut.jpg cannot be used: The image cannot be decoded');
    expect(stdout).toContain('val/red/none.jpg has no bytes');
    expect(stdout).toContain('Read all 14 examples; 2 entries cannot be used.');
    expect(snapshot(bad)).toEqual(before);
  });
  it('takes a dataset of another kind, and stops at Ctrl-C', async () => {
    writeFileSync(
      path.join(cwd, 'slow.mjs'),
      `import { writeFileSync } from 'node:fs';
import { defineDataset } from '@codistill/core';
const size = 100000;
const train = {
  size,
  targets: { kind: 'class', values: Int32Array.from({ length: size }, (_, i) => i % 2) },
  async read(indices) {
    if (indices[0] === 50) writeFileSync('begun', '');
    await new Promise((done) => setTimeout(done, 5));
    if (indices[0] === 3) throw new Error('Row 3 is damaged.');
    return new Uint8Array(indices.length);
  },
};
const facts = { classes: 2, channels: 1, size: { height: 1, width: 1 }, mean: [0.5], std: [0.5] };
export const slow = defineDataset({
  id: 'slow',
  about: 'Takes long.',
  create: () => ({ open: async () => ({ facts, splits: { train } }) }),
});
`,
    );
    const line = ['data', 'check', '--dataset', 'slow', '--plugin', './slow.mjs'];
    const { process: child, ended } = start(cwd, ...line);
    await until(() => filesBelow(cwd).includes('begun'), 'the fiftieth example');
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    expect(code).toBe(130);
    expect(stdout).toMatch(/example 3 of train cannot be used: Row 3 is damaged\n/);
    expect(stdout).toMatch(/Stopped after \d+ of 100,000 examples; 1 entry cannot be used\.\n$/);
  });
});
