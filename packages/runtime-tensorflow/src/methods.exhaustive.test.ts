import * as backbones from '@codistill/backbones';
import { createRegistry, type Experiment, noFiles, pluginsOf } from '@codistill/core';
import {
  flattenState,
  initState,
  momentAt,
  planAt,
  resolveExperiment,
  stepDefinition,
  viewMaker,
} from '@codistill/core/engine';
import * as datasets from '@codistill/datasets';
import * as methods from '@codistill/methods';
import * as optimizers from '@codistill/optimizers';
import * as perturbations from '@codistill/perturbations';
import * as strategies from '@codistill/strategies';
import { beforeAll, expect, it } from 'vitest';
import { type TensorflowRuntime, tensorflow } from './index.ts';
import { describeWithEngine } from './testing/engine.ts';

const modules = [backbones, datasets, optimizers, perturbations, strategies, methods];
const registry = createRegistry([{ plugins: modules.flatMap((module) => pluginsOf(module)) }]);
const base: Experiment = {
  dataset: 'digits',
  networks: { a: { backbone: 'small-conv' }, b: { backbone: 'small-conv' } },
  strategy: 'independent',
  perturb: { when: 'always', pool: ['mixup'] },
  optimizer: 'sgd',
  learningRate: { use: 'constant', value: 0.05 },
  epochs: 2,
  batchSize: 16,
  seed: 3,
};

let graph: TensorflowRuntime;
let eager: TensorflowRuntime;

/**
 * The largest difference between the metrics and states after one step of the graph and of the
 * eager engine, relative to the size of each quantity.
 */
async function difference(described: Experiment): Promise<number> {
  const resolved = await resolveExperiment(described, registry, noFiles);
  const definition = stepDefinition(resolved.setup);
  const state = await initState(resolved.setup);
  const views = await viewMaker(
    resolved.recipe,
    resolved.train,
    resolved.split.train,
    resolved.stepsPerEpoch,
  )(0);
  const plan = planAt(resolved, { ...momentAt(0, resolved.stepsPerEpoch, 2), history: {} });
  const [found, expected] = await Promise.all(
    [graph, eager].map(async (runtime) => {
      const program = await runtime.program(definition);
      await program.load(state);
      const metrics = await program.step(views, plan);
      const after = flattenState(await program.read());
      program.dispose();
      return {
        ...Object.fromEntries(
          metrics.names.map((name, i) => [name, metrics.values.slice(i, i + 1)]),
        ),
        ...Object.fromEntries(Object.entries(after).map(([path, { data }]) => [path, data])),
      };
    }),
  );
  expect(Object.keys(found!)).toEqual(Object.keys(expected!));
  return Math.max(
    ...Object.entries(found!).map(([name, values]) => {
      const other = expected![name]!;
      const scale = Math.max(1e-2, ...Array.from(other, Math.abs));
      return Math.max(...Array.from(values, (value, i) => Math.abs(value - other[i]!))) / scale;
    }),
  );
}

describeWithEngine(
  'every method is one graph, and takes the step that the eager engine takes',
  () => {
    beforeAll(async () => {
      // Both use the same kernels, so only the graph differs.
      graph = await tensorflow({ device: 'cpu', kernels: 'tensorflow' });
      eager = await tensorflow({ device: 'cpu', eager: true });
    });
    for (const plugin of pluginsOf(methods)) {
      it(plugin.id, async () => {
        const arm = registry.build('method', plugin.id).arm(base);
        // Trained teachers are not available; any weights work.
        const networks = Object.fromEntries(
          Object.entries(arm.networks).map(([id, spec]) => [
            id,
            'weights' in spec ? { ...spec, weights: 'any' } : spec,
          ]),
        ) as Experiment['networks'];
        expect(await difference({ ...arm, networks })).toBeLessThan(3e-5);
      });
    }
  },
);
