// runs the bench's loader in this process and reports cpu and faults per image
import * as backbones from '@codistill/backbones';
import { createRegistry, pluginsOf } from '@codistill/core';
import { resolveExperiment } from '@codistill/core/engine';
import * as datasets from '@codistill/datasets';
import { folderFiles, sharpDecoder, workerLoader } from '@codistill/node';
import * as optimizers from '@codistill/optimizers';
import * as perturbations from '@codistill/perturbations';
import * as strategies from '@codistill/strategies';
import { inlineLoader } from '@codistill/core';
const workers = Number(process.argv[2] ?? 2); const rounds = Number(process.argv[3] ?? 3);
const folder = process.env.HOME + '/.cache/codistill/bench-images/photographs-768';
const named = { backbones, datasets, optimizers, perturbations, strategies };
const registry = createRegistry(Object.entries(named).map(([name, module]) => ({ module: `@codistill/${name}`, plugins: pluginsOf(module) })));
const experiment = { dataset: 'image-folder', networks: { a: { backbone: 'small-conv' } }, strategy: 'independent', image: { size: 224, train: 'random-resized-crop', evaluate: 'whole' }, augment: ['flip'], optimizer: 'sgd', learningRate: 'constant', validation: { fraction: 0, seed: 0 }, epochs: 1000, batchSize: 64, seed: 0 };
const files = folderFiles(folder); const decoder = sharpDecoder();
const resolved = await resolveExperiment(experiment, registry, files, { decoder, cache: folderFiles(folder + '-found') });
const request = { resolved, registry, files, decoder, fromStep: 0 };
const loader = workers ? await workerLoader({ workers, notice: (s) => { throw new Error(s); } })(request) : await inlineLoader(request);
let step = 0;
async function epoch() { for (let i = 0; i < 12; i++) await loader.views(step++); }
await epoch();
for (let r = 0; r < rounds; r++) {
  const b = process.cpuUsage(), f = process.resourceUsage(), t = performance.now();
  await epoch();
  const u = process.cpuUsage(b), g = process.resourceUsage(), n = 768;
  console.log(`workers ${workers}: user ${(u.user / n / 1000).toFixed(2)} system ${(u.system / n / 1000).toFixed(2)} wall ${((performance.now() - t) / n).toFixed(2)} ms/image, faults ${((g.minorPageFault - f.minorPageFault) / n).toFixed(0)}, switches ${((g.voluntaryContextSwitches - f.voluntaryContextSwitches) / n).toFixed(1)}/${((g.involuntaryContextSwitches - f.involuntaryContextSwitches) / n).toFixed(1)}`);
}
process.exit(0);
