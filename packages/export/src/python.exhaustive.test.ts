import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { wasm } from '@codistill/runtime-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { onnxModel } from './onnx/onnxModel.ts';
import { recordNetwork } from './record/recordNetwork.ts';
import { runGraph } from './runGraph.ts';
import { savedModel } from './tensorflow/savedModel.ts';
import { smallBackbones } from './testing/backbones.ts';
import { imagesOf, networkOf } from './testing/networks.ts';

// onnx.checker, onnxruntime and TensorFlow of Python: scripts/check.py says what they need.
const python =
  process.env['CODISTILL_EXPORT_PYTHON'] ??
  path.join(os.homedir(), '.cache/codistill/export-python/bin/python');
const script = fileURLToPath(new URL('../scripts/check.py', import.meta.url));
const present = existsSync(python);
const folder = mkdtempSync(path.join(os.tmpdir(), 'codistill-export-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(async () => {
  await wasm();
});

/** Writes a network in both formats, with images and what it gives for them. */
async function write(name: string): Promise<string> {
  const [use, size] = smallBackbones[name]!;
  const network = networkOf(use, size);
  const graph = await recordNetwork(network);
  const shape = [3, ...network.imageShape];
  const images = imagesOf(network, 3);
  const expected = tf.tidy(() => runGraph(graph, tf.tensor(images, shape))['logits']!.dataSync());
  const files = {
    'case.json': JSON.stringify({ name, shape, output: 'logits' }),
    'images.bin': images,
    'expected.bin': expected as Float32Array,
    'model.onnx': onnxModel(graph, {}),
    ...Object.fromEntries(
      Object.entries(savedModel(graph, {})).map(([file, bytes]) => [`saved_model/${file}`, bytes]),
    ),
  };
  for (const [file, content] of Object.entries(files)) {
    const at = path.join(folder, name, file);
    mkdirSync(path.dirname(at), { recursive: true });
    writeFileSync(at, content);
  }
  return path.join(folder, name);
}

it.skipIf(!present)(
  `onnx.checker passes, and onnxruntime and TensorFlow of Python give the predictions of every backbone${present ? '' : ', skipped: no Python environment for exports'}`,
  async () => {
    const folders: string[] = [];
    for (const name of Object.keys(smallBackbones)) folders.push(await write(name));
    const lines = execFileSync(python, [script, ...folders], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const cases = lines
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Readonly<Record<string, string | number>>);
    expect(cases.map(({ name }) => name)).toEqual(Object.keys(smallBackbones));
    for (const { name, ...differences } of cases)
      for (const [format, difference] of Object.entries(differences))
        expect(difference, `${name} as ${format}`).toBeLessThanOrEqual(1e-5);
    console.log(lines);
  },
);
