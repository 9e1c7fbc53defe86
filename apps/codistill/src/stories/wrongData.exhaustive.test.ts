import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { codistill, filesBelow, temporary } from '../testing/command.ts';

// Errors in a dataset, in any split, are reported before training: when comparing, timing or
// training a single run.

const dataset = `import { defineDataset } from '@codistill/core';
const read = async (indices) => {
  const out = new Uint8Array(indices.length * 64);
  indices.forEach((index, i) => out.fill(255, i * 64 + (index % 8) * 8, i * 64 + (index % 8) * 8 + 8));
  return out;
};
const right = (size) => ({ size, targets: { kind: 'class', values: Int32Array.from({ length: size }, (_, i) => i % 8) }, read });
const of = (values) => ({ targets: { kind: 'class', values } });
const kind = (id, test, split = 'test') => defineDataset({ id, about: 'A bright row.', create: () => ({
  open: async () => ({
    facts: { classes: 8, channels: 1, size: { height: 8, width: 8 }, mean: [0.125], std: [0.33] },
    splits: { train: right(160), [split]: { ...right(80), ...test(right(80).targets.values) } },
  }),
}) });
const plugins = [
  kind('one-based', (labels) => of(labels.map((label) => label + 1))),
  kind('texts', (labels) => of(Array.from(labels, String))),
  kind('no-test', () => ({ size: 0, ...of(new Int32Array()) })),
  kind('floats', () => ({ read: async (indices) => new Float32Array(indices.length * 64) })),
  kind('gallery', () => of(new Int32Array(3)), 'gallery'),
  kind('absent', () => { throw new Error('test.csv is not there'); }),
  kind('bigints', (labels) => of(BigInt64Array.from(labels, BigInt))),
];
export const [oneBased, texts, noTest, floats, gallery, absent, bigints] = plugins;
`;
/** Three images of each class of CIFAR-100, in the layout of its files. */
const images = Buffer.alloc(300 * 3074);
for (let i = 0; i < 300; i++) images[i * 3074 + 1] = i % 100;
images.fill(200, 2, 3074);
const sum = createHash('sha256').update(images).digest('hex');
const cifar = {
  dataset: { use: 'cifar100', checksums: { 'train.bin': sum, 'test.bin': sum } },
  batchSize: 50,
};
const experiment = {
  dataset: 'one-based',
  networks: { a: { backbone: 'small-conv' } },
  strategy: 'independent',
  optimizer: 'sgd',
  learningRate: 'cosine',
  epochs: 6,
  batchSize: 32,
  seed: 1,
};
const cwd = temporary({
  'data.mjs': dataset,
  'cifar.json': JSON.stringify(cifar),
  'run.json': JSON.stringify(experiment),
  'absent/train.bin': images,
  'short/train.bin': images,
  'short/test.bin': images.subarray(0, 3074 * 299 + 17),
});
const words = '--methods independent --seeds 1, --epochs 6 --batch-size 32 --runtime cpu';
const mine = (id: string) => `compare --plugin ./data.mjs --dataset ${id} ${words}`;

const cases: readonly (readonly [what: string, line: string, message: string])[] = [
  ['labels from 1', mine('one-based'), 'split "test": the label of example 7 is 8'],
  ['the same, timed', `${mine('one-based')} --dry-run`, 'Subtract 1 from each'],
  ['the same, alone', 'run run.json --plugin ./data.mjs --runtime cpu', 'Subtract 1 from each'],
  ['labels as text', mine('texts'), 'split "test": the label of example 0 is the text "0"'],
  ['no test images', mine('no-test'), 'split "test": it has no examples'],
  ['pixels in floats', mine('floats'), 'split "test": `read` gave a Float32Array'],
  ['a third split', `${mine('gallery')} --dry-run`, 'split "gallery": it has 3 labels for 80'],
  ['no test file', mine('absent'), 'it cannot be opened: test.csv is not there'],
  ['no test.bin', 'compare --config cifar.json --data absent --runtime cpu', 'test.bin'],
  [
    'half a test.bin, timed',
    'compare --config cifar.json --data short --runtime cpu --dry-run',
    'short/test.bin',
  ],
];

describe('a dataset that is wrong is refused before training', () => {
  const before = filesBelow(cwd);
  it.each(cases)('%s', async (_what, line, message) => {
    const { code, stderr } = await codistill(cwd, ...line.split(' '));
    // Some commands first print which engine they use, or that they time steps.
    expect(stderr.trim().split('\n').at(-1)).toContain(message);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(code).toBe(2);
    expect(filesBelow(cwd).filter((name) => !name.startsWith('runs/run/'))).toEqual(before);
    expect(filesBelow(cwd).filter((name) => name.endsWith('metrics.jsonl'))).toEqual([]);
  });
  it('labels that are a list of whole numbers train', async () => {
    const small = '--epochs 1 --networks small-conv:width=4 --runtime wasm --out out';
    const line = `compare --plugin ./data.mjs --dataset bigints --methods independent --seeds 1, --batch-size 32 ${small}`;
    const { code, stdout } = await codistill(cwd, ...line.split(' '));
    expect(code).toBe(0);
    expect(stdout).toContain('independent');
  });
});
