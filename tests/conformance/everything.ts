import * as backbones from '@codistill/backbones';
import type { RegistrySettings } from '@codistill/conformance';
import { classification, createRegistry, pluginsOf } from '@codistill/core';
import * as datasets from '@codistill/datasets';
import * as methods from '@codistill/methods';
import * as observers from '@codistill/observers';
import * as optimizers from '@codistill/optimizers';
import * as perturbations from '@codistill/perturbations';
import { wasm } from '@codistill/runtime-wasm';
import * as strategies from '@codistill/strategies';
import * as tasks from '@codistill/tasks';
import * as trackerCsv from '@codistill/tracker-csv';
import * as trackerMlflow from '@codistill/tracker-mlflow';
import * as trackerTensorboard from '@codistill/tracker-tensorboard';

/** All our plugins. A new plugin is tested once it is exported. */
export const registry = createRegistry(
  [
    { classification },
    tasks,
    strategies,
    methods,
    backbones,
    perturbations,
    optimizers,
    datasets,
    observers,
    trackerCsv,
    trackerMlflow,
    trackerTensorboard,
  ].map((module) => ({
    plugins: pluginsOf(module),
  })),
);

/** Narrow networks on images that their strides need, for tests that take seconds. */
export const smallBackbones: NonNullable<RegistrySettings['plugins']> = {
  'backbone/ceit': {
    imageShape: [16, 16, 3],
    needs: { channels: 6, heads: 3, depth: 2, stem: 4, patch: 2 },
    options: [{ depth: 4, stochasticDepth: 0.5 }],
  },
  'backbone/convnext': {
    imageShape: [32, 32, 3],
    needs: { width: 4, blocks: [1, 1, 2, 1], layerScale: 0.1 },
    options: [{ stochasticDepth: 0.5 }],
  },
  'backbone/densenet': {
    imageShape: [32, 32, 3],
    needs: { growth: 4, blocks: [2, 2], stem: 4 },
    options: [{ pixels: 32, dropout: 0.5 }],
  },
  'backbone/efficientnet': { imageShape: [32, 32, 3], needs: { width: 0.1 } },
  'backbone/googlenet': {
    imageShape: [32, 32, 3],
    needs: { width: 1 / 16 },
    options: [{ auxiliary: true }],
  },
  'backbone/inception-v3': { imageShape: [75, 75, 3], needs: { width: 1 / 32 } },
  'backbone/mobilenet-v3': {
    imageShape: [32, 32, 3],
    needs: { width: 0.1 },
    options: [{ size: 'large' }],
  },
  'backbone/resnet': {
    imageShape: [32, 32, 3],
    needs: { width: 4 },
    options: [{ depth: 50, pixels: 32 }],
  },
  'backbone/shufflenet-v2': {
    imageShape: [32, 32, 3],
    needs: { blocks: [1, 2, 1], stem: 4, width: 8, last: 16 },
  },
  'backbone/vgg': {
    imageShape: [32, 32, 3],
    needs: { depth: 11, width: 4, units: 8 },
    options: [{ pixels: 32 }],
  },
  'backbone/vim': {
    needs: { channels: 6, depth: 2, states: 3 },
    options: [{ depth: 4, stochasticDepth: 0.5, dropout: 0.5 }],
  },
};

/** Trackers whose files have no times, and whose server is away. */
export const trackers: NonNullable<RegistrySettings['plugins']> = {
  'observer/tensorboard': { needs: { times: false }, unseen: ['times'] },
  'observer/mlflow': {
    needs: { address: 'http://127.0.0.1:9', waitSeconds: 0 },
    // They concern the server alone: tests/trackers.
    unseen: ['address', 'experiment', 'checkpoint', 'waitSeconds'],
  },
};

/** The tests use the engine that is always installed. */
export const settings: RegistrySettings = { runtime: wasm, plugins: smallBackbones };
