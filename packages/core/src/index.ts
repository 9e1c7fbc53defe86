export {
  type Checkpoint,
  checkpointFormat,
  checkResume,
  decodeCheckpoint,
  differingFields,
  type EpochSums,
  encodeCheckpoint,
} from './checkpoint/checkpoint.ts';
export { decodeSafetensors, encodeSafetensors } from './checkpoint/safetensors.ts';
export type * from './contracts/data.ts';
export type * from './contracts/experiment.ts';
export type * from './contracts/flow.ts';
export type * from './contracts/ids.ts';
export type * from './contracts/moment.ts';
export type * from './contracts/network.ts';
export type * from './contracts/observer.ts';
export type * from './contracts/plan.ts';
export type * from './contracts/plugin.ts';
export type * from './contracts/program.ts';
export type * from './contracts/random.ts';
export type * from './contracts/state.ts';
export { experimentSchema, parseExperiment } from './data/experiment.ts';
export { checkedLabels, openSplits } from './data/openSplits.ts';
export { type Resolved, resolveExperiment } from './data/resolve.ts';
export { type SplitRequest, splitTrain, type TrainSplit } from './data/split.ts';
export {
  momentAt,
  type NamedPerturbation,
  type Perturbed,
  perturbedAt,
  type ViewRecipe,
  viewMaker,
} from './data/views.ts';
export type { Distribution, DistributionName } from './distribution/distribution.ts';
export { distributions } from './distribution/distributions.ts';
export { InputError, isInputError, nearest } from './errors.ts';
export { between, entry, meanScores, supervised } from './flow/edges.ts';
export { flowLoss } from './flow/flowLoss.ts';
export { ce, kl, l2, sameGrid } from './flow/losses.ts';
export { softened } from './flow/softened.ts';
export { taughtBy } from './flow/taughtBy.ts';
export { times } from './flow/times.ts';
export { numbers, type Varying, varying } from './flow/varying.ts';
export { plainIssues, reasonOf, valueAt } from './issues.ts';
export { type EdgeName, edgeName, labels, pairName, parseEdge } from './names/edges.ts';
export {
  type MeasuredSplit,
  type MetricName,
  ofEdge,
  ofPair,
  ofPeer,
  ofSplit,
  parseMetric,
} from './names/metrics.ts';
export { checkNetworkNames, isMember, namesOf } from './names/networks.ts';
export {
  besideName,
  cleanView,
  ensemble,
  madeFor,
  type PeerName,
  parsePeer,
  peerName,
} from './names/peers.ts';
export { batchNormTrain } from './operations/batchNorm.ts';
export { klDivergence } from './operations/klDivergence.ts';
export { registerComposites, runOperation } from './operations/register.ts';
export { relu } from './operations/relu.ts';
export { softmaxCrossEntropy } from './operations/softmax.ts';
export { type DataOption, type DataOptions, dataOptions } from './plugins/dataOptions.ts';
export {
  type Definition,
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
export { type Nested, nested, nestedKind, nestedPlugin } from './plugins/nested.ts';
export { isOutlet, outlet } from './plugins/outlet.ts';
export {
  createRegistry,
  type Found,
  type PluginModule,
  type Registry,
} from './plugins/registry.ts';
export { eagerProgram } from './program/eagerProgram.ts';
export { checkOneThread, type OneThreadOptions } from './program/engineOptions.ts';
export { withoutHostReads } from './program/hostReads.ts';
export { randomValues } from './random/device.ts';
export { stream } from './random/stream.ts';
export { passed, type Span } from './schedules/passed.ts';
export { rampOver } from './schedules/rampOver.ts';
export { startAfter } from './schedules/startAfter.ts';
export { countParameters } from './scope/countParameters.ts';
export { applyScope, initScope } from './scope/scope.ts';
export { type FirstFlow, type FirstNetworks, firstFlow, firstNetworks } from './step/firstStep.ts';
export { detach, untaped, valueAndGrad } from './step/gradient.ts';
export { initState, initWeights } from './step/initState.ts';
export { liftPlan, liftStepPlan } from './step/lift.ts';
export {
  deployedPeer,
  learns,
  looksOf,
  type NetworkSetup,
  peerId,
  type Setup,
} from './step/setup.ts';
export { flattenState, mapState, unflattenState } from './step/state.ts';
export { planKey, stepDefinition } from './step/step.ts';
export { checkWeights, type StartWeights } from './step/weights.ts';
export { beginRun } from './train/beginRun.ts';
export { Diverged } from './train/errors.ts';
export { evaluateExamples } from './train/evaluate.ts';
export { answers, measure, measureAll, probabilities } from './train/measures.ts';
export { planAt, tryPlans } from './train/planAt.ts';
export { inlineLoader, type LoaderRequest, type TrainOptions, train } from './train/train.ts';
export {
  isUse,
  nameOf,
  nameSchema,
  optionsOf,
  useSchema,
  withOptionsSchema,
} from './use.ts';
