import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { codistill, filesBelow, temporary } from '../testing/command.ts';
import { expectParagraph } from '../testing/paragraph.ts';

it('a network of a run is exported with its model card; without its name it is asked for', async () => {
  const folder = temporary();
  const network = { backbone: 'small-conv' };
  const experiment = {
    dataset: 'digits',
    examples: 50,
    networks: { a: network, b: network },
    strategy: 'mutual',
    optimizer: 'sgd',
    learningRate: 0.1,
    epochs: 1,
    batchSize: 50,
    seed: 1,
  };
  writeFileSync(path.join(folder, 'experiment.json'), JSON.stringify(experiment));
  await codistill(folder, 'run', 'experiment.json', '--runtime', 'wasm', '--out', 'run');
  const words = ['export', 'run', '--to', 'onnx', '--out', 'models/a.onnx'];
  const refused = await codistill(folder, ...words);
  expectParagraph(refused, 'has 2 networks, and one was expected: a (test accuracy');
  expect(existsSync(path.join(folder, 'models'))).toBe(false);
  const { code, stdout } = await codistill(folder, ...words, '--network', 'a');
  expect(code).toBe(0);
  expect(stdout).toContain('Network "a" (small-conv) is in models/a.onnx as onnx');
  expect(filesBelow(path.join(folder, 'models'))).toEqual(['a.md', 'a.onnx']);
});
