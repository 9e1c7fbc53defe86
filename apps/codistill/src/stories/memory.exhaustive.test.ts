import { expect, it } from 'vitest';
import { codistill, filesBelow, temporary } from '../testing/command.ts';

/** 40,000 images of 1024x1024 pixels, of which only some are read: a batch of all takes 450 GB. */
const large = `import { defineDataset } from '@codistill/core';
const read = (indices) => {
  if (indices.length > 64) throw new Error('too many images were read');
  return new Uint8Array(indices.length * 1024 * 1024 * 3);
};
const split = (size) => ({ size, targets: { kind: 'class', values: Int32Array.from({ length: size }, (_, i) => i % 4) }, read });
export const large = defineDataset({ id: 'large', about: 'Large images.', create: () => ({ open: async () => ({
  facts: { classes: 4, channels: 3, size: { height: 1024, width: 1024 }, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
  splits: { train: split(50000), test: split(8) },
}) }) });
`;

it('a run that the memory of this machine cannot hold is refused before it reads a batch', async () => {
  const experiment = {
    dataset: 'large',
    networks: { a: { backbone: { use: 'small-conv', width: 1 } } },
    strategy: 'independent',
    optimizer: 'sgd',
    learningRate: 'constant',
    epochs: 1,
    batchSize: 40_000,
    seed: 1,
  };
  const cwd = temporary({
    'large.mjs': large,
    'one.json': JSON.stringify(experiment),
  });
  const compare =
    'compare --plugin ./large.mjs --dataset large --networks small-conv:width=1,small-conv:width=1 --methods independent,mutual --epochs 1 --seeds 1, --batch-size 40000 --runtime wasm --out out';
  const needs = 'what gradients need of a batch';
  for (const [words, what] of [
    [compare, needs],
    [`${compare} --dry-run`, needs],
    // One of its threads makes views ahead.
    ['run one.json --plugin ./large.mjs --runtime wasm --out one', 'the views of batches'],
  ] as const) {
    const { code, stderr } = await codistill(cwd, ...words.split(' '));
    const said = stderr.trim().split('\n').at(-1)!;
    expect(said).toMatch(
      /^A run needs at least [\d.]+ GB of memory, and this machine has [\d.]+ GB\. /,
    );
    expect(said).toContain(`of it are ${what}. Choose a smaller batchSize`);
    expect(code).toBe(2);
  }
  expect(filesBelow(cwd).filter((name) => /result|checkpoint/.test(name))).toEqual([]);
});
