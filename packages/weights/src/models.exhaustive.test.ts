import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRegistry, encodeSafetensors } from '@codistill/core';
import { tensorShapes } from '@codistill/core/engine';
import { modules } from '@codistill/plugins';
import { available, tensorflow } from '@codistill/runtime-tensorflow';
import { wasm } from '@codistill/runtime-wasm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import digests from './golden/names.json' with { type: 'json' };
import { exportTensors, importWeights, readWeightFile } from './index.ts';
import { logitsOf, relativeError } from './testing/forwardOf.ts';

// Whole networks of torchvision and timm with random weights: golden/models.py says what it needs.
const python =
  process.env['CODISTILL_TIMM_PYTHON'] ??
  path.join(os.homedir(), '.cache/codistill/timm-python/bin/python');
const script = fileURLToPath(new URL('./golden/models.py', import.meta.url));
const present = existsSync(python);
const folder = mkdtempSync(path.join(os.tmpdir(), 'codistill-weights-'));
const registry = createRegistry(modules);
const options: Readonly<Record<string, object>> = {
  'vit-ti': { patch: 16 },
  'vit-b': { patch: 16 },
};

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The network that golden/models.py makes under a name, written once and read here. */
function networkOf(name: string) {
  const [library, use] = name.split('/') as [string, string];
  const file = path.join(folder, `${library}-${use}`);
  if (!existsSync(`${file}.json`)) execFileSync(python, [script, 'weights', folder, name]);
  const { side, logits } = JSON.parse(readFileSync(`${file}.json`, 'utf8')) as {
    side: number;
    logits: number[];
  };
  const backbone = registry.build('backbone', { use, ...options[use] });
  const stored = readWeightFile(readFileSync(`${file}.safetensors`), file);
  const shapes = () => tensorShapes(backbone, [side, side, 3], 1000);
  const network = importWeights(stored, backbone, shapes, { library });
  return { library, backbone, network, side, logits, file };
}

const engines: readonly [string, boolean, () => Promise<unknown>][] = [
  ['wasm', true, wasm],
  ['tensorflow', available('cpu').ok, () => tensorflow({ device: 'cpu' })],
];
const missing = present ? '' : ', skipped: no Python environment with torchvision and timm';
describe.skipIf(!present).each(engines)(
  `networks made elsewhere, on %s${missing}`,
  (_engine, installed, start) => {
    beforeAll(async () => {
      if (installed) await start();
    });
    it.skipIf(!installed).each(Object.keys(digests))('%s gives its logits here', (name) => {
      const { backbone, network, side, logits } = networkOf(name);
      expect(relativeError(logitsOf(backbone, network, side, 1000), logits)).toBeLessThan(1e-4);
    });
  },
);

describe.skipIf(!present)(`networks that go back${missing}`, () => {
  it.each(Object.keys(digests))('%s is loaded there with strict=True, the same bits', (name) => {
    const { library, backbone, network, file } = networkOf(name);
    const tensors = exportTensors(network, backbone.names![library]!, library);
    writeFileSync(`${file}-back.safetensors`, encodeSafetensors(tensors, { format: 'pt' }));
    const given = [script, 'check', `${file}-back.safetensors`, `${file}.safetensors`, name];
    expect(execFileSync(python, given, { encoding: 'utf8' }).trim()).toBe('the same bits');
  });
});
