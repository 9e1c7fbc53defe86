import { rmSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { codistill, temporary, tiny } from '../testing/command.ts';
import { expectParagraph } from '../testing/paragraph.ts';

const net = (tensors: number) => `import { defineBackbone } from '@codistill/core';
import * as tf from '@tensorflow/tfjs-core';
export const mine = defineBackbone({ id: 'mine', about: 'Linear.', create: () => ({
  heads: ['out'], deployed: 'out',
  forward(scope, images, classes) {
    const flat = tf.reshape(images, [images.shape[0], -1]);
    const zeros = (shape) => new Float32Array(shape.reduce((a, b) => a * b, 1));
    for (let i = 0; i < ${tensors}; i++) scope.param('more' + i, [2], zeros);
    return { out: { logits: tf.matMul(flat, scope.param('kernel', [flat.shape[1], classes], zeros)) } };
  },
}) });
`;
const small = (width: number) => ({ use: 'small-conv', width });
const experiment = (networks: object, more: object = {}) =>
  JSON.stringify({
    dataset: 'digits',
    examples: 64,
    networks,
    strategy: 'independent',
    optimizer: 'sgd',
    learningRate: { use: 'constant', value: 0.1 },
    epochs: 1,
    batchSize: 32,
    seed: 1,
    ...more,
  });
const teacher = (backbone: unknown, file = 'deep/checkpoint.safetensors') => ({
  t: { backbone, frozen: true, weights: file },
  a: { backbone: small(2) },
});

describe('weights of another network are refused before training', () => {
  let cwd: string;
  const run = (name: string, ...more: string[]) =>
    codistill(cwd, 'run', `${name}.json`, '--runtime', 'wasm', '--out', name, ...more);
  beforeAll(async () => {
    cwd = temporary({
      'deep.json': experiment({ t: { backbone: 'resnet14' }, b: { backbone: small(4) } }),
      'mine.json': experiment({ t: { backbone: 'mine' } }),
      'mine.ts': net(0),
      'other.ts': net(2),
    });
    for (const { code, stderr } of [await run('deep'), await run('mine', '--plugin', './mine.ts')])
      expect(code, stderr).toBe(0);
  });

  it.each([
    ['a shallower network', teacher('resnet8'), 'these are unexpected: layer1/1/conv1/kernel, '],
    ['a deeper one', teacher('resnet20'), 'these are missing: layer1/2/conv1/kernel, '],
    ['a wider one', teacher({ use: 'resnet14', width: 8 }), 'these have another shape: '],
    ['another kind of network', teacher(small(4)), 'these are missing: '],
    [
      'another network of the file',
      teacher('resnet14', 'deep/checkpoint.safetensors#b'),
      'these are unexpected: ',
    ],
    [
      'a network that learns',
      { t: { backbone: 'resnet8', weights: 'deep/checkpoint.safetensors' } },
      'these are unexpected: ',
    ],
  ])('%s', async (what, networks, message) => {
    const name = what.replaceAll(' ', '-');
    writeFileSync(`${cwd}/${name}.json`, experiment(networks));
    const ended = await run(name);
    // The output names the engine first.
    const said = ended.stderr.replace(/^Engine: .*\n/, '');
    expectParagraph({ ...ended, stderr: said }, message);
    expect(said).toContain('deep/checkpoint.safetensors');
  });

  it('of a method of the same study, whose network is another', async () => {
    const networks = teacher(small(2));
    const student = {
      strategy: 'distill',
      networks: {
        ...networks,
        t: { ...networks.t, weights: { method: 'independent', network: 'a' } },
      },
    };
    writeFileSync(
      `${cwd}/study.json`,
      JSON.stringify({ methods: { student, independent: 'independent' } }),
    );
    const words = ['compare', '--config', 'study.json', ...tiny, '--seeds', '1,', '--out', 'study'];
    const message =
      'The method "student" cannot be trained. The weights in "a" of "independent" for the network "t" do not fit its backbone: these have another shape: ';
    expectParagraph(await codistill(cwd, ...words), message);
  });

  it('a checkpoint whose backbone is another now is neither evaluated nor resumed', async () => {
    const path = 'mine/checkpoint.safetensors';
    const other = ['--plugin', './other.ts', '--runtime', 'wasm'];
    const evaluated = await codistill(cwd, 'evaluate', path, ...other);
    expectParagraph(
      evaluated,
      `${path} for the network "t" do not fit its backbone: these are missing: more0, more1.`,
    );
    rmSync(`${cwd}/mine/result.json`);
    const resume = async (...more: string[]) => {
      const words = ['run', 'mine.json', '--out', 'mine', '--resume', ...other, ...more];
      const ended = await codistill(cwd, ...words);
      return { ...ended, stderr: ended.stderr.replace(/^Engine: .*\n/, '') };
    };
    expectParagraph(await resume(), 'go on with --anyway');
    expectParagraph(
      await resume('--anyway'),
      'does not fit the current plugins: these are missing: networks/t/params/more0, ',
    );
  });
});
