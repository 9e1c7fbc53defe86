export type * from './contracts/data.ts';
export type * from './contracts/flow.ts';
export type * from './contracts/network.ts';
export type * from './contracts/plugin.ts';
export type * from './contracts/run.ts';
export { InputError, nearest } from './errors.ts';
export { between, entry, meanScores, supervised } from './flow/edges.ts';
export { edgeName } from './flow/flowLoss.ts';
export { ce, kl, l2, sameGrid } from './flow/losses.ts';
export { batchNormTrain } from './operations/batchNorm.ts';
export { registerComposites, runOperation } from './operations/register.ts';
export { relu } from './operations/relu.ts';
export { klDivergence, softmaxCrossEntropy } from './operations/softmax.ts';
export {
  defineBackbone,
  defineDataset,
  defineMethod,
  defineObserver,
  defineOptimizer,
  defineOrder,
  definePerturbation,
  definePerturbationSchedule,
  definePlugin,
  defineSchedule,
  defineStrategy,
  pluginsOf,
} from './plugins/define.ts';
export { nested, nestedKind } from './plugins/nested.ts';
export { createRegistry, type Found, type PluginModule, type Registry } from './plugins/registry.ts';
export { randomValues } from './random/device.ts';
export { stream } from './random/stream.ts';
export { applyScope, initScope } from './scope/scope.ts';
export { detach, untaped, valueAndGrad } from './step/gradient.ts';
