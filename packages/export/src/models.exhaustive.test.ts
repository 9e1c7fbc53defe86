import { wasm } from '@codistill/runtime-wasm';
import { beforeAll, it } from 'vitest';
import { fullBackbones, smallBackbones } from './testing/backbones.ts';
import { checkModels } from './testing/checkModels.ts';

beforeAll(async () => {
  await wasm();
});

it.each(Object.entries(smallBackbones))(
  'TensorFlow.js and onnxruntime give the predictions of %s',
  async (_name, given) => {
    await checkModels(...given);
  },
);

it.each(fullBackbones)(
  'TensorFlow.js and onnxruntime give the predictions of %s at full size',
  async (use, size) => {
    await checkModels(use, size, [1]);
  },
);
