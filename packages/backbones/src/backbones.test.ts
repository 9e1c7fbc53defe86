import { type Backbone, createRegistry, pluginsOf } from '@codistill/core';
import { countParameters, initScope } from '@codistill/core/engine';
import { cpu } from '@codistill/runtime-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { branches } from './branches.ts';
import { exits } from './exits.ts';
import * as backbones from './index.ts';
import { mobilenetV1 } from './mobilenetV1.ts';
import { mobilenetV2 } from './mobilenetV2.ts';
import { resnetCifar } from './resnetCifar.ts';
import { smallConv } from './smallConv.ts';
import { vit } from './vit.ts';
import { wideResnet } from './wideResnet.ts';

beforeAll(async () => {
  await cpu();
});
const registry = createRegistry([{ plugins: pluginsOf(backbones) }]);

const parameters = (backbone: Backbone, classes: number, size = 8) =>
  countParameters(backbone, [size, size, 3], classes);

describe('parameters', () => {
  it('of the network inside exits keep their names', () => {
    const names = (backbone: Backbone) => {
      const { scope, params } = initScope('a', 0);
      backbone.forward(scope, tf.zeros([1, 8, 8, 1]), 10);
      return Object.keys(params);
    };
    expect(names(exits({ of: smallConv() }))).toEqual(expect.arrayContaining(names(smallConv())));
    expect(
      names(exits({ of: smallConv() })).filter((name) => name.startsWith('exit1/')),
    ).not.toEqual([]);
  });
  it('of branches: the shared part once, the rest as often as there are branches', () => {
    const one = parameters(resnetCifar({ depth: 8 }), 10);
    const end =
      parameters(branches({ depth: 8, count: 3, gate: false }), 10) -
      parameters(branches({ depth: 8, count: 2, gate: false }), 10);
    expect(parameters(branches({ depth: 8, count: 2, gate: false }), 10)).toBe(one + end);
    expect(parameters(branches({ depth: 8, count: 2 }), 10)).toBe(one + end + 2 * 32 + 2 * 2);
  });
});

describe('forward', () => {
  it.each([8, 12, 28, 32])('small-conv takes %i pixels', (size) => {
    const { scope } = initScope('a', 0);
    const { logits, features, stages } = smallConv().forward(
      scope,
      tf.ones([2, size, size, 1]),
      10,
    )['logits']!;
    expect(logits.shape).toEqual([2, 10]);
    expect(features!.shape).toEqual([2, Math.ceil(size / 4), Math.ceil(size / 4), 64]);
    expect(stages).toHaveLength(3);
  });
  it('every exit has features of the shape of the last', () => {
    const { scope } = initScope('a', 0);
    const heads = exits({ of: resnetCifar({ depth: 8 }) }).forward(
      scope,
      tf.ones([2, 16, 16, 3]),
      7,
    );
    expect(Object.keys(heads)).toEqual(['exit1', 'exit2', 'exit3']);
    for (const head of Object.values(heads))
      expect([head.logits.shape, head.features!.shape]).toEqual([
        [2, 7],
        [2, 4, 4, 64],
      ]);
  });
  it.each([
    ['wide-resnet', () => wideResnet({ depth: 10, widen: 1 }), 3, [64, 8]],
    ['mobilenet-v1', () => mobilenetV1({ width: 0.125 }), 5, [128, 2]],
    ['mobilenet-v2', () => mobilenetV2({ width: 0.1 }), 4, [1280, 2]],
  ] as const)('exits go around %s', (_name, make, count, [channels, size]) => {
    const { scope } = initScope('a', 0);
    const heads = exits({ of: make(), count }).forward(scope, tf.ones([2, 32, 32, 3]), 7);
    expect(Object.keys(heads)).toHaveLength(count);
    for (const { features } of Object.values(heads))
      expect(features!.shape).toEqual([2, size, size, channels]);
  });
  it.each([
    ['ceit', { channels: 6, depth: 4, stem: 4, patch: 2 }, 3, 16],
    ['convnext', { width: 4, blocks: [1, 1, 1, 1] }, 4, 32],
    ['densenet', { growth: 2, blocks: [1, 1, 1, 1], stem: 4 }, 4, 32],
    ['densenet', { growth: 2, blocks: [1, 1, 1], stem: 4, pixels: 32 }, 3, 16],
    ['efficientnet', { width: 0.1 }, 5, 32],
    ['googlenet', { width: 1 / 16 }, 3, 32],
    ['inception-v3', { width: 1 / 32 }, 3, 75],
    ['mobilenet-v2', { width: 0.1, pixels: 224 }, 5, 32],
    ['mobilenet-v3', { width: 0.1 }, 5, 32],
    ['mobilenet-v3', { width: 0.1, size: 'large' }, 5, 32],
    ['resnet', { width: 4 }, 4, 32],
    ['resnet', { width: 4, pixels: 32 }, 4, 16],
    ['shufflenet-v2', { blocks: [1, 1, 1], width: 8, last: 16 }, 4, 32],
    ['vgg', { width: 4, depth: 11, units: 8 }, 5, 32],
    ['vim', { channels: 6, depth: 4, states: 2 }, 3, 8],
    ['vit', { channels: 8, depth: 4 }, 3, 8],
  ] as const)('exits go around %s with %j', (use, options, count, size) => {
    const inside = registry.build('backbone', { use, ...options }) as Backbone;
    const { scope } = initScope('a', 0);
    const heads = exits({ of: inside, count }).forward(scope, tf.ones([1, size, size, 3]), 7);
    expect(Object.values(heads).map(({ logits }) => logits.shape)).toEqual(
      Array.from({ length: count }, () => [1, 7]),
    );
  });
  it('the ensemble is the gated sum of the branches', () => {
    const { scope } = initScope('a', 0);
    const images = tf.tensor4d(
      Float32Array.from({ length: 3 * 8 * 8 * 3 }, (_, i) => Math.sin(i)),
      [3, 8, 8, 3],
    );
    const heads = branches({ depth: 8 }).forward(scope, images, 4);
    const gate = heads['ensemble']!.extras!['gate']!.arraySync() as number[][];
    const parts = ['branch1', 'branch2', 'branch3'].map((name) => heads[name]!.logits.arraySync());
    heads['ensemble']!.logits.arraySync().forEach((row, b) => {
      expect(gate[b]!.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
      row.forEach((value, k) => {
        expect(value).toBeCloseTo(
          parts.reduce((sum, part, i) => sum + gate[b]![i]! * part[b]![k]!, 0),
          4,
        );
      });
    });
  });
  it('rescaling divides the gradient of what is shared by the number of branches, and changes nothing else', () => {
    const gradient = (rescale: boolean) => {
      const { scope, params } = initScope('a', 0);
      const backbone = branches({ depth: 8, count: 2, gate: false, rescale });
      const images = tf.tensor4d(
        Float32Array.from({ length: 2 * 8 * 8 * 3 }, (_, i) => Math.sin(i)),
        [2, 8, 8, 3],
      );
      tf.tidy(() => {
        backbone.forward(scope, images, 4);
      });
      const names = ['stem/conv/kernel', 'branch1/classifier/kernel'] as const;
      const tensors = Object.fromEntries(
        Object.entries(params).map(([name, { data, shape }]) => [
          name,
          tf.tensor(data, [...shape]),
        ]),
      );
      const grads = tf.grads((a, b) => {
        const given: Record<string, tf.Tensor> = { ...tensors, [names[0]]: a!, [names[1]]: b! };
        const asked = {
          training: true,
          random: scope.random,
          at: (): never => undefined as never,
          param: () => tf.scalar(0),
          stat: () => tf.scalar(0),
          setStat: () => {},
        };
        const make = (path: string): typeof asked => ({
          ...asked,
          at: ((name: string) => make(`${path}${name}/`)) as never,
          param: ((name: string) => given[path + name]!) as never,
          stat: ((_name: string, shape: number[]) => tf.ones(shape)) as never,
        });
        const heads = backbone.forward(make(''), images, 4);
        return tf.addN(
          Object.values(heads).map(({ logits }) => tf.sum(tf.square(logits))),
        ) as tf.Scalar;
      })([tensors[names[0]]!, tensors[names[1]]!]);
      return grads.map((grad) => [...grad.dataSync()]);
    };
    const [whole, half] = [gradient(false), gradient(true)];
    half[0]!.forEach((value, i) => {
      expect(value).toBeCloseTo(whole[0]![i]! / 2, 3);
    });
    expect(half[1]).toEqual(whole[1]);
  });
});

describe('what is wrong', () => {
  it('is said', () => {
    expect(() => resnetCifar({ depth: 21 })).toThrow('6 n + 2');
    expect(() => exits({ of: exits({ of: smallConv() }) })).toThrow(
      'A network with one head was expected',
    );
    expect(() => wideResnet({ depth: 17 })).toThrow('6 n + 4');
    expect(() => vit({ heads: 5 })).toThrow('64 channels are not divisible by 5 heads');
    const { scope } = initScope('a', 0);
    expect(() => vit({ patch: 3 }).forward(scope, tf.zeros([1, 8, 8, 1]), 10)).toThrow(
      '3x3 do not fill an image of 8x8',
    );
    expect(() =>
      exits({ of: smallConv(), count: 4 }).forward(scope, tf.zeros([1, 8, 8, 1]), 10),
    ).toThrow('returned 3');
  });
});
