// One process of stress.mjs: runs several strategies for a few steps, one after another, each with
// its own sessions. Sends a digest of all metrics, or prints the metrics of each run with --print.
import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import * as backbones from '@codistill/backbones';
import * as core from '@codistill/core';
import { decodeCheckpoint, flattenState } from '@codistill/core/engine';
import * as datasets from '@codistill/datasets';
import { chooseRuntime, folderFiles } from '@codistill/node';
import * as optimizers from '@codistill/optimizers';
import * as perturbations from '@codistill/perturbations';
import * as strategies from '@codistill/strategies';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100' },
    runtime: { type: 'string', default: 'tensorflow' },
    epochs: { type: 'string', default: '2' },
    print: { type: 'boolean', default: false },
  },
});
const plugins = [backbones, datasets, optimizers, perturbations, strategies];
const registry = core.createRegistry(
  plugins.map((module) => ({ plugins: core.pluginsOf(module) })),
);
const { runtime } = await chooseRuntime({
  want: values.runtime,
  ...(values.runtime === 'tensorflow' && { device: 'cpu', threads: { intra: 1, inter: 2 } }),
});

const small = { backbone: 'small-conv' };
const perturb = { when: 'always', pool: ['mixup', 'cutmix', 'gaussian-noise', 'crop'] };
const pair = { a: small, b: small };
const follower = { backbone: 'small-conv', follows: { network: 'a', decay: 0.9 } };
const teacher = { backbone: 'small-conv', frozen: true, weights: 'of the first run' };
/**
 * Everything that passes memory of JavaScript to sessions: views, states, teachers, memory, plans.
 */
const arms = {
  independent: { strategy: 'independent', networks: pair },
  'mutual, own views': { strategy: 'mutual', networks: pair, views: 'own', perturb },
  competitive: { strategy: 'competitive', networks: pair, perturb },
  'competitive, own shards': { strategy: 'competitive', networks: pair, shards: 'own' },
  'three networks, alternating': {
    strategy: 'kdcl-naive',
    networks: { ...pair, c: small },
    update: 'alternating',
  },
  'frozen teacher': { strategy: 'distill', networks: { teacher, a: small }, perturb },
  'frozen teacher, hints': { strategy: 'distill-hints', networks: { teacher, a: small } },
  'network that follows': { strategy: 'mean-teacher', networks: { a: small, average: follower } },
  'memory of predictions': { strategy: 'ps-kd', networks: pair },
  'random teacher': { strategy: 'random-teacher', networks: pair, perturb },
};
const rest = {
  dataset: 'digits',
  examples: 100,
  optimizer: { use: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 5e-4 },
  learningRate: { use: 'cosine', peak: 0.1 },
  epochs: Number(values.epochs),
  batchSize: 45,
  validation: { fraction: 0.1, seed: 0 },
  evaluate: 'last-epoch',
};

/** The last state of a run, and all bits of its metrics. */
async function run(arm, seed, weights) {
  const hash = createHash('sha256');
  let file;
  const options = { registry, runtime, files: folderFiles('.') };
  for await (const report of core.train(
    { ...rest, ...arm, seed },
    { ...options, ...(arm.networks.teacher && { weights: { teacher: weights } }) },
  )) {
    const { names, values: numbers } = report.metrics;
    hash.update(`${report.kind} ${names.join()}`).update(Buffer.from(numbers.buffer.slice(0)));
    if (report.kind === 'epoch') file = await report.checkpoint();
  }
  const { state } = decodeCheckpoint(file, 'the checkpoint');
  for (const [path, { data }] of Object.entries(flattenState(state)))
    hash.update(path).update(Buffer.from(data.buffer.slice(0)));
  return { state, digest: hash.digest('hex').slice(0, 16) };
}

const all = createHash('sha256');
const names = Object.keys(arms);
const first = await run(arms.independent, 0);
for (let i = 0; i < Number(values.runs); i++) {
  const name = names[i % names.length];
  const seed = 1 + Math.floor(i / names.length);
  const { digest } = await run(arms[name], seed, first.state.networks.a);
  all.update(digest);
  if (values.print) console.log(`${name}, seed ${seed}: ${digest}`);
}
process.send?.({ digest: all.digest('hex').slice(0, 16) });
process.exit(0);
