// Our strategies and methods, and which strategy a method trains with.
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const require = createRequire(path.join(root, 'package.json'));
const load = (name) => import(require.resolve(name));
const { nameOf, pluginsOf } = await load('@codistill/core');
export const { z } = await load('zod');

export const strategies = pluginsOf(await load('@codistill/strategies')).filter(
  ({ kind }) => kind === 'strategy',
);
export const methods = pluginsOf(await load('@codistill/methods'));

/** The methods that have no strategy of their name, and so a page of their own. */
export const methodsAlone = methods.filter(({ id }) => !strategies.some((s) => s.id === id));

/** The experiment from which methods make their arms here. */
export const base = {
  dataset: 'digits',
  networks: { a: { backbone: 'small-conv' }, b: { backbone: 'small-conv' } },
  strategy: 'independent',
  optimizer: 'sgd',
  learningRate: 'cosine',
  epochs: 1,
  batchSize: 64,
  seed: 0,
};

/** The strategy that a method trains a base experiment with. */
export function strategyOf(method) {
  const { strategy } = method().arm(base);
  const id = nameOf(strategy);
  return strategies.find((plugin) => plugin.id === id);
}
