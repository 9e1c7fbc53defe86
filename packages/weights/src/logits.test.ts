import { readFileSync } from 'node:fs';
import { createRegistry } from '@codistill/core';
import { tensorShapes } from '@codistill/core/engine';
import { modules } from '@codistill/plugins';
import { wasm } from '@codistill/runtime-wasm';
import { beforeAll, expect, it } from 'vitest';
import { importTensors, readSafetensors } from './index.ts';
import { logitsOf, relativeError } from './testing/forwardOf.ts';

const registry = createRegistry(modules);
beforeAll(async () => {
  await wasm();
});

const golden = (name: string) => new URL(`./golden/small/${name}`, import.meta.url);
const cases: [string, string, { use: string; [option: string]: unknown }][] = [
  ['resnet18', 'torchvision', { use: 'resnet18', width: 2 }],
  ['resnet18-bf16', 'torchvision', { use: 'resnet18', width: 2 }],
  ['vgg11-bn', 'torchvision', { use: 'vgg11-bn', width: 2, units: 4 }],
  ['vit', 'timm', { use: 'vit', patch: 8, channels: 12, depth: 3, heads: 3 }],
  ['convnext', 'timm', { use: 'convnext', width: 4, blocks: [1, 1, 2, 1] }],
];

it.each(cases)('%s of %s gives its logits here', async (name, library, use) => {
  const { side, logits } = JSON.parse(readFileSync(golden(`${name}.json`), 'utf8')) as {
    side: number;
    logits: number[];
  };
  const backbone = registry.build('backbone', use);
  const file = readSafetensors(readFileSync(golden(`${name}.safetensors`)), name);
  const shapes = tensorShapes(backbone, [side, side, 3], 5);
  const network = importTensors(file, shapes, { rules: backbone.names![library]!, library });
  expect(relativeError(logitsOf(backbone, network, side, 5), logits)).toBeLessThan(1e-5);
});
