import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { resnet } from '@codistill/backbones';
import { decodeSafetensors, encodeSafetensors } from '@codistill/core';
import { decodeCheckpoint, initScope } from '@codistill/core/engine';
import { cpu } from '@codistill/runtime-cpu';
import { exportTensors } from '@codistill/weights';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { codistill, temporary } from '../testing/command.ts';

const options = { depth: 18, width: 2, pixels: 32 } as const;
const backbone = { use: 'resnet', ...options };

/** A file as torchvision writes it, with weights of a seed. */
async function fileOfElsewhere(): Promise<Uint8Array> {
  await cpu();
  const network = resnet(options);
  const { scope, params, stats } = initScope('elsewhere', 7);
  tf.tidy(() => {
    network.forward(scope, tf.zeros([1, 8, 8, 1]), 10);
  });
  const tensors = exportTensors({ params, stats }, network.names!['torchvision']!, 'torchvision');
  return encodeSafetensors(tensors, {});
}

const experiment = (weights: unknown, more: object = {}) =>
  JSON.stringify({
    dataset: 'digits',
    examples: 64,
    networks: {
      t: { backbone, frozen: true, weights, ...more },
      a: { backbone: { use: 'small-conv', width: 2 } },
    },
    strategy: 'distill',
    optimizer: 'sgd',
    learningRate: 0.1,
    epochs: 1,
    batchSize: 32,
    seed: 1,
  });

describe('weights made elsewhere', () => {
  let cwd: string;
  const command = (...words: string[]) => codistill(cwd, ...words);
  const run = (name: string) => command('run', `${name}.json`, '--runtime', 'wasm', '--out', name);
  beforeAll(async () => {
    cwd = temporary({
      'named.json': experiment({ file: 'there.safetensors', from: 'torchvision' }),
      'plain.json': experiment('here.safetensors', {
        normalization: { mean: [0.5], std: [0.25] },
      }),
      'unnamed.json': experiment('there.safetensors'),
    });
    writeFileSync(path.join(cwd, 'there.safetensors'), await fileOfElsewhere());
  });

  it('are those of a frozen teacher, imported by name or in an experiment', async () => {
    const imported = await command(
      'import',
      'there.safetensors',
      ...['--backbone', 'resnet:depth=18:width=2:pixels=32', '--channels', '1', '--image', '8'],
      ...['--out', 'here.safetensors'],
    );
    expect(imported.code, imported.stderr).toBe(0);
    expect(imported.stdout).toBe(
      '102 tensors of resnet:depth=18:width=2:pixels=32 for 10 classes are in here.safetensors.\n',
    );
    const here = decodeSafetensors(readFileSync(path.join(cwd, 'here.safetensors')), 'here');
    const [named, plain] = [await run('named'), await run('plain')];
    expect(named.code, named.stderr).toBe(0);
    expect(plain.code, plain.stderr).toBe(0);
    const trained = (name: string) => {
      const file = path.join(cwd, name, 'checkpoint.safetensors');
      return decodeCheckpoint(readFileSync(file), file).state.networks;
    };
    for (const name of ['named', 'plain']) {
      const { params, stats } = trained(name)['t']!;
      expect({ ...params, ...stats }).toEqual(here.tensors);
    }
    // The teacher sees other images by its own normalization, so it teaches something else.
    expect(trained('named')['a']).not.toEqual(trained('plain')['a']);
  });

  it('are refused before training where nobody says whose names they have', async () => {
    const refused = await run('unnamed');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(
      'there.safetensors has no tensors by the names of codistill; one is called "bn1.bias". Say whose names they are, such as from: \'torchvision\'.',
    );
  });
});
