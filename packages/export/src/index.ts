export { modelCard } from './card.ts';
export {
  type ExportFiles,
  type ExportFormat,
  type ExportOptions,
  exportFormats,
  exportNetwork,
  isFolder,
} from './exportNetwork.ts';
export type { ExportedNetwork, Measurement, ModelFacts, RunFacts } from './facts.ts';
export {
  type Attribute,
  type Extent,
  type Graph,
  type GraphNode,
  isPerExample,
  type ValueType,
} from './graph.ts';
export { type NetworkWish, networkOf } from './networkOf.ts';
export { networkOfWeights, textsOf, type WeightsWish } from './networkOfWeights.ts';
export { onnxModel } from './onnx/onnxModel.ts';
export { foldBatchNorms } from './passes/foldBatchNorms.ts';
export { recordNetwork, type TrainedNetwork } from './record/recordNetwork.ts';
export { runGraph } from './runGraph.ts';
export { graphModel } from './tensorflow/graphModel.ts';
export { savedModel } from './tensorflow/savedModel.ts';
