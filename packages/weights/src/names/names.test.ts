import { createHash } from 'node:crypto';
import type { NameRule } from '@codistill/core';
import { createRegistry } from '@codistill/core';
import { tensorShapes } from '@codistill/core/engine';
import { modules } from '@codistill/plugins';
import { cpu } from '@codistill/runtime-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
// Digests of the names and shapes of torchvision's and timm's networks: golden/models.py.
import digests from '../golden/names.json' with { type: 'json' };
import { elsewhere } from './elsewhere.ts';
import { exportTensors } from './exportTensors.ts';
import { importTensors } from './importTensors.ts';
import { reversed } from './reversed.ts';

const registry = createRegistry(modules);
beforeAll(async () => {
  await cpu();
});

/** Options of ours for networks of images of 224 pixels. */
const options: Readonly<Record<string, object>> = {
  'vit-ti': { patch: 16 },
  'vit-b': { patch: 16 },
};
const sideOf = (backbone: string) => (backbone.startsWith('vit') ? 224 : 64);

it.each(Object.entries(digests))('tensors of %s have their names and shapes', (model, digest) => {
  const [library, name] = model.split('/') as [string, string];
  const backbone = registry.build('backbone', { use: name, ...options[name] });
  const side = name === 'inception-v3' ? 299 : sideOf(name);
  const { params, stats } = tensorShapes(backbone, [side, side, 3], 1000);
  const found = Object.values(
    elsewhere({ ...params, ...stats }, backbone.names![library]!, library),
  );
  const lines = new Set(
    found.flatMap(({ name: theirs, shape }) => [
      `${theirs} ${shape}`,
      ...(theirs.endsWith('running_mean')
        ? [`${theirs.replace('running_mean', 'num_batches_tracked')} `]
        : []),
    ]),
  );
  expect(
    createHash('sha256')
      .update([...lines].sort().join('\n'))
      .digest('hex'),
  ).toBe(digest);
});

describe('tensors that leave and come back are the same bits', () => {
  const cases: [string, string, object, number][] = [
    ['resnet', 'timm', { depth: 50, width: 2 }, 32],
    ['mobilenet-v2', 'torchvision', { width: 0.1 }, 32],
    ['mobilenet-v3', 'torchvision', { width: 0.25 }, 32],
    ['densenet', 'torchvision', { growth: 2, stem: 4, blocks: [1, 2, 1, 1] }, 32],
    ['vgg', 'torchvision', { depth: 11, width: 2, units: 3 }, 32],
    ['googlenet', 'torchvision', { width: 1 / 16, auxiliary: true }, 64],
    ['shufflenet-v2', 'torchvision', { stem: 4, width: 8, last: 16 }, 32],
    ['efficientnet', 'timm', { width: 0.1 }, 32],
    ['convnext', 'torchvision', { width: 4, blocks: [1, 1, 1, 1] }, 32],
    ['vit', 'timm', { channels: 8, depth: 2, heads: 2 }, 8],
    ['vit', 'torchvision', { channels: 8, depth: 2, heads: 2 }, 8],
  ];
  it.each(cases)('of %s by names of %s', (use, library, given, side) => {
    const backbone = registry.build('backbone', { use, ...given });
    const shapes = tensorShapes(backbone, [side, side, 3], 5);
    const rules = backbone.names![library]!;
    let next = 0;
    const filled = (of: Readonly<Record<string, readonly number[]>>) =>
      Object.fromEntries(
        Object.entries(of).map(([name, shape]) => [
          name,
          {
            shape,
            data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => next++),
          },
        ]),
      );
    const network = { params: filled(shapes.params), stats: filled(shapes.stats) };
    const written = exportTensors(network, rules, library);
    const tensors = Object.fromEntries(
      Object.entries(written).map(([name, { shape, data }]) => [
        name,
        {
          dtype: data instanceof BigInt64Array ? 'I64' : 'F32',
          shape,
          bytes: new Uint8Array(data.buffer),
        },
      ]),
    );
    const file = { path: 'file', tensors, metadata: {} };
    expect(importTensors(file, shapes, { rules, library })).toEqual(network);
  });
});

describe('a rule', () => {
  const rule: NameRule = ['block(\\d)\\.(conv|norm)', 'layer/$2$1'];
  it('is read from our name to theirs', () => {
    expect(reversed(rule)('layer/norm3')).toEqual({ theirs: 'block3.norm' });
    expect(reversed(rule)('layer/dense3')).toBeUndefined();
  });
  it('says which part of their tensor ours is', () => {
    expect(reversed(['qkv', ['query', 'key', 'value']])('key')).toEqual({
      theirs: 'qkv',
      part: { index: 1, count: 3 },
    });
  });
  it.each<[NameRule]>([[['conv.', 'conv']], [['conv\\d', 'conv']], [['conv(\\d)', 'conv']]])(
    'that cannot be read backwards, as %j, is refused',
    (wrong) => {
      expect(() => reversed(wrong)).toThrow(RangeError);
    },
  );
});
