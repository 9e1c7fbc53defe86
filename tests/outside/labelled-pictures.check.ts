import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { run } from '../registry.ts';
import type { Project } from './install.ts';

/**
 * Writes pictures of 9 to 40 pixels: red, green or blue, as JPEG (turned and grey ones too) or PNG.
 */
const make = `import { mkdirSync } from 'node:fs';
import sharp from 'sharp';
const classes = ['red', 'green', 'blue'];
for (const [split, count] of [['train', 30], ['test', 9]])
  for (let i = 0; i < count; i++) {
    const [width, height, label] = [9 + ((i * 7) % 32), 9 + ((i * 13) % 32), i % 3];
    mkdirSync(\`data/\${split}/\${classes[label]}\`, { recursive: true });
    const raw = Uint8Array.from({ length: 3 * width * height }, (_, k) => (k % 3 === label ? 180 : 20) + ((k * (i + 5)) % 60));
    const picture = sharp(raw, { raw: { width, height, channels: 3 } });
    const file = \`data/\${split}/\${classes[label]}/\${i}\`;
    if (i % 4 === 0) await picture.png({ palette: i % 8 === 0 }).toFile(\`\${file}.png\`);
    else if (i % 4 === 1) await picture.withMetadata({ orientation: 1 + (i % 8) }).jpeg().toFile(\`\${file}.jpg\`);
    else if (i === 10) await picture.greyscale().jpeg().toFile(\`\${file}.jpg\`);
    else await picture.jpeg().toFile(\`\${file}.jpg\`);
  }
`;
const experiment = {
  dataset: 'labelled-pictures',
  image: { size: 16, train: 'random-resized-crop', evaluate: 'center-crop' },
  networks: {
    a: { backbone: { use: 'small-conv', width: 4 } },
    b: { backbone: { use: 'small-conv', width: 4 }, image: 12 },
  },
  strategy: 'mutual',
  augment: ['flip'],
  optimizer: 'sgd',
  learningRate: 0.05,
  epochs: 2,
  batchSize: 6,
  seed: 1,
};
/** Trains in line and with two threads, and counts the pictures that this thread decodes. */
const threads = `import * as backbones from '@codistill/backbones';
import { createRegistry, pluginsOf, train } from '@codistill/core';
import * as datasets from '@codistill/datasets';
import { folderFiles, sharpDecoder, workerLoader } from '@codistill/node';
import * as optimizers from '@codistill/optimizers';
import * as perturbations from '@codistill/perturbations';
import { wasm } from '@codistill/runtime-wasm';
import * as strategies from '@codistill/strategies';
import { readFileSync } from 'node:fs';
import * as mine from './index.js';
const registry = createRegistry([
  { module: new URL('index.js', import.meta.url).href, plugins: pluginsOf(mine) },
  ...Object.entries({ backbones, datasets, optimizers, perturbations, strategies }).map(([name, module]) => ({ module: \`@codistill/\${name}\`, plugins: pluginsOf(module) })),
]);
const experiment = JSON.parse(readFileSync('pictures.json', 'utf8'));
const runtime = await wasm();
const sharp = sharpDecoder();
let decoded = 0;
const decoder = { ...sharp, pixels: (...given) => (decoded++, sharp.pixels(...given)) };
const notice = (sentence) => { throw new Error(sentence); };
const results = [];
for (const loader of [undefined, workerLoader({ workers: 2, notice })]) {
  decoded = 0;
  let last;
  for await (const report of train(experiment, { registry, runtime, files: folderFiles('data'), decoder, ...(loader && { loader }) }))
    last = Object.fromEntries(report.metrics.names.map((name, i) => [name, report.metrics.values[i]]));
  results.push({ decoded, last });
}
console.log(JSON.stringify(results));
`;

/** Pictures vary in size and are decoded in the threads that make views. */
export function checks(project: () => Project): void {
  it('trains networks of two sizes, and decodes in threads with the same numbers', async () => {
    const { folder } = project();
    writeFileSync(path.join(folder, 'make.mjs'), make);
    writeFileSync(path.join(folder, 'threads.mjs'), threads);
    writeFileSync(path.join(folder, 'pictures.json'), JSON.stringify(experiment));
    await run(process.execPath, ['make.mjs'], folder);
    const printed = await run(process.execPath, ['threads.mjs'], folder);
    const [inLine, inThreads] = JSON.parse(printed.trim().split('\n').at(-1)!) as readonly {
      readonly decoded: number;
      readonly last: Readonly<Record<string, number>>;
    }[];
    expect(inThreads!.last).toEqual(inLine!.last);
    expect(inLine!.last['test/accuracy']).toBeGreaterThan(0.3);
    // The first batch of each split is checked when the dataset is opened.
    expect(inThreads!.decoded).toBe(12);
    expect(inLine!.decoded).toBeGreaterThan(60);
  });
  it('is used by the command, which refuses it without a size', async () => {
    const { folder, codistill } = project();
    const common = ['--plugin', '.', '--data', 'data', '--runtime', 'wasm'];
    await codistill('run', 'pictures.json', ...common, '--out', 'made');
    const result = readFileSync(path.join(folder, 'made/result.json'), 'utf8');
    expect(JSON.parse(result)).toMatchObject({ status: 'finished', epochs: 2, classes: 3 });
    const { image: _, ...rest } = experiment;
    const { b: __, ...networks } = experiment.networks;
    writeFileSync(path.join(folder, 'no-size.json'), JSON.stringify({ ...rest, networks }));
    await expect(codistill('run', 'no-size.json', ...common, '--out', 'none')).rejects.toThrow(
      'have several sizes. Set image: { size: 224',
    );
  });
  it('names a picture that is none before training', async () => {
    const { folder, codistill } = project();
    writeFileSync(path.join(folder, 'data/train/blue/2.jpg'), 'no picture');
    const common = ['--plugin', '.', '--data', 'data', '--runtime', 'wasm'];
    await expect(codistill('run', 'pictures.json', ...common, '--out', 'damaged')).rejects.toThrow(
      'train/blue/2.jpg: The image cannot be decoded',
    );
  });
}
