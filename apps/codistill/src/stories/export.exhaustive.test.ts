import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { codistill, filesBelow, readJson, temporary } from '../testing/command.ts';
import { expectParagraph } from '../testing/paragraph.ts';

// A short run of two networks, exported in all formats.

const folder = temporary();
const exported = (...words: readonly string[]) => codistill(folder, 'export', ...words);

beforeAll(async () => {
  const experiment = {
    dataset: 'digits',
    examples: 100,
    networks: { a: { backbone: 'resnet8' }, b: { backbone: 'small-conv' } },
    strategy: 'mutual',
    optimizer: 'sgd',
    learningRate: 0.1,
    epochs: 1,
    batchSize: 50,
    seed: 1,
  };
  writeFileSync(path.join(folder, 'experiment.json'), JSON.stringify(experiment));
  const { code, stderr } = await codistill(
    folder,
    ...['run', 'experiment.json', '--runtime', 'wasm', '--out', 'run'],
  );
  expect(stderr).not.toContain('Error');
  expect(code).toBe(0);
});

describe('codistill export', () => {
  it.each([
    ['onnx', 'a.onnx', ['a.md', 'a.onnx']],
    ['graph-model', 'web', ['web/README.md', 'web/model.json', 'web/weights.bin']],
    [
      'saved-model',
      'saved',
      ['saved/README.md', 'saved/assets.extra/codistill.json', 'saved/saved_model.pb'],
    ],
    ['safetensors', 'a.safetensors', ['a.md', 'a.safetensors']],
  ])('writes %s with a model card', async (to, out, files) => {
    const place = path.join(to, out);
    const { code, stdout } = await exported('run', '--network', 'a', '--to', to, '--out', place);
    expect(code).toBe(0);
    expect(stdout).toContain(`Network "a" (resnet8) is in ${place} as ${to}`);
    expect(filesBelow(path.join(folder, to))).toEqual(files);
  });

  it('carries mean, deviation, size and names of the outputs', async () => {
    await exported('run', '--network', 'b', '--to', 'graph-model', '--out', 'carried/b');
    const { userDefinedMetadata } = readJson<{ userDefinedMetadata: object }>(
      folder,
      'carried/b/model.json',
    );
    expect(userDefinedMetadata).toMatchObject({
      backbone: 'small-conv',
      distribution: 'categorical',
      image: { height: 8, width: 8, channels: 1 },
      layout: 'NHWC',
      mean: [expect.closeTo(0.305, 2)],
      std: [expect.closeTo(0.376, 2)],
      outputs: 10,
    });
    const card = readFileSync(path.join(folder, 'carried/b/README.md'), 'utf8');
    const accuracy = readJson<{ last: Record<string, number> }>(folder, 'run/result.json').last[
      'test/accuracy/b'
    ]!;
    expect(card).toContain(`test accuracy ${(100 * accuracy).toFixed(1)} %, 95 % interval [`);
    expect(card).toContain('| Seed | 1; one run |');
    expect(card).toContain('| License | not stated');
  });

  it('exports a file of weights that it wrote, with the same bits', async () => {
    await exported('run', '--network', 'b', '--to', 'safetensors', '--out', 'w/b.safetensors');
    await exported('run', '--network', 'b', '--to', 'graph-model', '--out', 'w/direct');
    await exported('w/b.safetensors', '--to', 'graph-model', '--out', 'w/again');
    const weights = (name: string) => readFileSync(path.join(folder, 'w', name, 'weights.bin'));
    expect(weights('again').equals(weights('direct'))).toBe(true);
  });

  it.each([
    [['run', '--out', 'x'], 'needs a format by --to, and none was given'],
    [['run', '--to', 'onnx'], 'needs a file or folder to write by --out, and none was given'],
    [['none', '--to', 'onnx', '--out', 'x'], 'none does not exist. Name a checkpoint'],
    [
      ['run', '--to', 'onnx', '--out', 'x'],
      'has 2 networks, and one was expected: a (test accuracy',
    ],
    [
      ['run', '--network', 'c', '--to', 'onnx', '--out', 'x'],
      'has no network "c"; it has: a, b. Name one of these by --network.',
    ],
    [
      ['run', '--network', 'a', '--to', 'onxx', '--out', 'x'],
      '--to is "onxx", and one of safetensors, saved-model, graph-model, onnx was expected.',
    ],
    [
      ['run', '--network', 'a', '--to', 'onnx', '--out', 'experiment.json'],
      'experiment.json exists already, and nothing is overwritten.',
    ],
    [
      ['run', '--network', 'a', '--to', 'onnx', '--out', 'x', '--names', 'timm'],
      '--names is for --to safetensors',
    ],
    [
      ['run', '--network', 'a', '--to', 'safetensors', '--out', 'x', '--fold-batch-norm'],
      '--fold-batch-norm changes the operations',
    ],
    [
      ['run', '--network', 'b', '--to', 'safetensors', '--out', 'x', '--names', 'timm'],
      'does not say how its tensors are called in "timm"',
    ],
    [
      ['run', '--network', 'a', '--to', 'onnx', '--out', 'x', '--classes', '3'],
      '--classes is for files of weights alone',
    ],
    [['experiment.json', '--to', 'onnx', '--out', 'x'], 'experiment.json'],
  ])('refuses %j in one sentence, and writes nothing', async (words, message) => {
    const ended = await exported(...words);
    expect(ended.stdout).toBe('');
    expectParagraph(ended, message);
    expect(existsSync(path.join(folder, 'x'))).toBe(false);
  });
});
