import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { noFiles } from '@codistill/core';
import { openDataset } from '@codistill/core/engine';
import { registry } from '@codistill/plugins';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { blocksOf, root } from './blocks.ts';

// A ResNet that was trained elsewhere teaches two small networks that also compete. The better one
// is exported, and the server and the page of docs/export.md answer with it.

const folder = path.join(root, 'tests', '.blocks', `serve-${process.pid}`);
const browser = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (file) => existsSync(file),
);
const needsBrowser = process.env['CI_ENGINES'] === 'required' || browser !== undefined;
let better: 'a' | 'b';
let accuracy: number;
let server: ChildProcess | undefined;
let test: { readonly images: readonly Uint8Array[]; readonly classes: Int32Array };

const codistill = (...words: readonly string[]) =>
  execFileSync(process.execPath, [path.join(root, 'apps/codistill/dist/main.js'), ...words], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', CODISTILL_DATA: '' },
  });

/** Trains an experiment into a folder, and returns the last metrics. */
function trained(name: string, experiment: object): Readonly<Record<string, number>> {
  const base = { dataset: 'digits', optimizer: 'sgd', batchSize: 50, seed: 1 };
  writeFileSync(path.join(folder, `${name}.json`), JSON.stringify({ ...base, ...experiment }));
  codistill('run', `${name}.json`, '--runtime', 'wasm', '--out', name);
  return JSON.parse(readFileSync(path.join(folder, name, 'result.json'), 'utf8')).last;
}

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  const resnet = { use: 'resnet', depth: 18, width: 8 };
  const rate = { use: 'cosine', peak: 0.05 };
  trained('elsewhere', {
    networks: { r: { backbone: resnet } },
    ...{ strategy: 'independent', epochs: 4, learningRate: rate },
  });
  // The names and the layout of torchvision, as a file of torchvision has them.
  codistill(
    ...['export', 'elsewhere', '--to', 'safetensors', '--names', 'torchvision'],
    ...['--out', 'resnet18.safetensors'],
  );
  const weights = { file: 'resnet18.safetensors', from: 'torchvision' };
  const student = { backbone: 'small-conv' };
  const last = trained('digits', {
    networks: { teacher: { backbone: resnet, frozen: true, weights }, a: student, b: student },
    ...{ strategy: 'competitive', epochs: 4, learningRate: rate },
  });
  better = last['test/accuracy/a']! >= last['test/accuracy/b']! ? 'a' : 'b';
  accuracy = last[`test/accuracy/${better}`]!;
  codistill(
    ...['export', 'digits', '--network', better, '--to', 'graph-model', '--out', 'model'],
    '--fold-batch-norm',
  );
  for (const { file, text } of blocksOf('docs/export.md'))
    if (file === 'serve.mjs' || file === 'page.html')
      writeFileSync(path.join(folder, file), `${text}\n`);
  const data = await openDataset('digits', registry.build('dataset', 'digits'), noFiles, {
    batchSize: 1,
  });
  const examples = data.splits['test']!;
  const { size, targets } = examples;
  const pixels = await examples.read(
    Int32Array.from({ length: size }, (_, i) => i),
    { height: 8, width: 8 },
  );
  const images = Array.from({ length: size }, (_, i) => pixels.slice(64 * i, 64 * (i + 1)));
  test = { images, classes: targets.values as Int32Array };
});

afterAll(() => {
  server?.kill();
  rmSync(folder, { recursive: true, force: true });
});

const most = (probabilities: readonly number[]) =>
  probabilities.reduce((best, p, i) => (p > probabilities[best]! ? i : best), 0);

/** What the server answers for each image. */
async function served(): Promise<readonly (readonly number[])[]> {
  server = spawn(process.execPath, ['serve.mjs'], {
    cwd: folder,
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await new Promise<string>((resolve) =>
    server!.stdout!.on('data', (bytes) => {
      const line = /^\d+$/m.exec(String(bytes));
      if (line) resolve(line[0]);
    }),
  );
  const answers: (readonly number[])[] = [];
  for (const body of test.images) {
    const answer = await fetch(`http://127.0.0.1:${port}/`, {
      method: 'POST',
      body: new Uint8Array(body),
    });
    answers.push((await answer.json()) as readonly number[]);
  }
  return answers;
}

it('the program has 20 lines besides its imports', () => {
  const { text } = blocksOf('docs/export.md').find(({ file }) => file === 'serve.mjs')!;
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('import '));
  expect(lines.length).toBeLessThanOrEqual(20);
});

it('the server has the accuracy of the network in its run, and the page gives the same answers', async (context) => {
  const answers = await served();
  const right = answers.filter((answer, i) => most(answer) === test.classes[i]).length;
  expect(accuracy).toBeGreaterThan(0.5);
  expect(right / answers.length).toBeCloseTo(accuracy, 6);
  if (!needsBrowser) return context.skip('no chromium or chrome is in /usr/bin');
  const found = await onPage();
  found.forEach((answer, i) => {
    answer.forEach((p, k) => {
      expect(Math.abs(p - answers[i]![k]!)).toBeLessThanOrEqual(1e-5);
    });
  });
});

/** What the page answers for each image, in a browser. */
async function onPage(): Promise<readonly (readonly number[])[]> {
  for (const [name, file] of [
    ['tfjs-core', 'tf-core'],
    ['tfjs-backend-cpu', 'tf-backend-cpu'],
    ['tfjs-converter', 'tf-converter'],
  ])
    copyFileSync(
      path.join(root, 'node_modules/@tensorflow', name!, 'dist', `${file}.min.js`),
      path.join(folder, `${file}.min.js`),
    );
  const files = createServer((request, response) => {
    const file = path.join(folder, new URL(request.url!, 'http://x').pathname);
    if (!existsSync(file)) return void response.writeHead(404).end();
    const type = file.endsWith('.html') ? 'text/html' : 'application/octet-stream';
    response.writeHead(200, { 'content-type': file.endsWith('.js') ? 'text/javascript' : type });
    response.end(readFileSync(file));
  });
  await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve));
  const started = await chromium.launch({ executablePath: browser!, args: ['--no-sandbox'] });
  try {
    const page = await started.newPage();
    await page.goto(`http://127.0.0.1:${(files.address() as AddressInfo).port}/page.html`);
    await page.waitForFunction('globalThis.classify !== undefined');
    const images = test.images.slice(0, 50).map((pixels) => [...pixels]);
    return await page.evaluate<readonly (readonly number[])[]>(
      `${JSON.stringify(images)}.map((pixels) => classify(pixels))`,
    );
  } finally {
    await started.close();
    files.close();
  }
}
