// The API for authors of plugins and users of the library. `engine.ts` has the rest.
export {
  decodeSafetensors,
  encodeSafetensors,
  type WrittenTensor,
} from './checkpoint/safetensors.ts';
export { type StoredTensor, storedTensors } from './checkpoint/storedTensors.ts';
export type * from './contracts/data.ts';
export type * from './contracts/experiment.ts';
export type * from './contracts/flow.ts';
export type * from './contracts/ids.ts';
export type * from './contracts/launcher.ts';
export type * from './contracts/lesson.ts';
export type * from './contracts/loader.ts';
export type * from './contracts/metric.ts';
export type * from './contracts/moment.ts';
export type * from './contracts/network.ts';
export type * from './contracts/observer.ts';
export type * from './contracts/plan.ts';
export type * from './contracts/plugin.ts';
export type * from './contracts/predictions.ts';
export type * from './contracts/program.ts';
export type * from './contracts/random.ts';
export type * from './contracts/state.ts';
export type * from './contracts/task.ts';
export { type InMemorySplit, inMemory } from './data/inMemory.ts';
export { noDecoder } from './data/noDecoder.ts';
export { noFiles } from './data/noFiles.ts';
export { checkedLabels } from './data/openDataset.ts';
export { pixelArray } from './data/pixelArrays.ts';
export { resized } from './data/resize/resized.ts';
export type { Distribution, DistributionName } from './distribution/distribution.ts';
export { distributions } from './distribution/distributions.ts';
export { InputError, isInputError, nearest } from './errors.ts';
export { between, entry, meanScores, supervised } from './flow/edges.ts';
export {
  type JoinedLessons,
  joinLessons,
  type LessonPair,
  type LessonsSetting,
} from './flow/joinLessons.ts';
export { ce, kl, l2, sameGrid } from './flow/losses.ts';
export { softened } from './flow/softened.ts';
export { taughtBy } from './flow/taughtBy.ts';
export { times } from './flow/times.ts';
export { numbers, type Varying, varying } from './flow/varying.ts';
export { type FollowedMetric, followedMetric, followedMode } from './names/followedMetric.ts';
export {
  type MeasuredSplit,
  type MetricName,
  ofPeer,
  ofSplit,
  parseMetric,
} from './names/metrics.ts';
export {
  besideName,
  cleanView,
  madeFor,
  type PeerName,
  parsePeer,
  peerName,
} from './names/peers.ts';
export { batchNormTrain } from './operations/batchNorm.ts';
export { gelu } from './operations/gelu.ts';
export { klDivergence } from './operations/klDivergence.ts';
export { layerNormalization } from './operations/layerNorm.ts';
export { relu } from './operations/relu.ts';
export { softmaxCrossEntropy } from './operations/softmax.ts';
export { type DataOption, type DataOptions, dataOptions } from './plugins/dataOptions.ts';
export { type Definition, pluginsOf } from './plugins/define.ts';
export {
  defineDataset,
  defineFraming,
  defineOrder,
  definePerturbation,
  definePerturbationSchedule,
} from './plugins/defineData.ts';
export {
  defineLauncher,
  defineMethod,
  defineObserver,
  defineRuntime,
} from './plugins/defineRun.ts';
export {
  defineBackbone,
  defineLesson,
  defineOptimizer,
  defineSchedule,
  defineStrategy,
  defineTask,
} from './plugins/defineTraining.ts';
export { type Nested, nested, nestedPlugin } from './plugins/nested.ts';
export { outlet } from './plugins/outlet.ts';
export {
  createRegistry,
  type Found,
  type PluginModule,
  type Registry,
} from './plugins/registry.ts';
export { renamed } from './plugins/renamed.ts';
export { stream } from './random/stream.ts';
export { passed, type Span } from './schedules/passed.ts';
export { rampOver } from './schedules/rampOver.ts';
export { startAfter } from './schedules/startAfter.ts';
export { asBlock } from './scope/asBlock.ts';
export { detach, untaped } from './step/gradient.ts';
export { classification } from './task/classification.ts';
export { calibrationError } from './task/classMeasures.ts';
export { type Measures, type PerNetwork, perNetwork } from './task/perNetwork.ts';
export { stratified } from './task/stratified.ts';
export { Diverged } from './train/errors.ts';
export { inlineLoader } from './train/openRun.ts';
export type { LoaderRequest, TrainOptions } from './train/options.ts';
export { train } from './train/train.ts';
export { nameOf, nameSchema, optionsOf, withOptionsSchema } from './use.ts';
