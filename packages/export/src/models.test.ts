import { registry } from '@codistill/plugins';
import { wasm } from '@codistill/runtime-wasm';
import { beforeAll, expect, it } from 'vitest';
import { smallBackbones } from './testing/backbones.ts';
import { checkModels } from './testing/checkModels.ts';

beforeAll(async () => {
  await wasm();
});

it('every backbone has a small variant here', () => {
  const ids = registry.list('backbone').map(({ id }) => id);
  expect(Object.keys(smallBackbones).sort()).toEqual([...ids].sort());
});

// Together they use every kernel that the backbones use; all others are in the exhaustive tests.
it.each(['branches', 'ceit', 'mobilenet-v3', 'resnet-cifar', 'vim'])(
  'TensorFlow.js and onnxruntime give the predictions of %s',
  async (name) => {
    await checkModels(...smallBackbones[name]!);
  },
);
