export {
  type Attribute,
  type Extent,
  type Graph,
  type GraphNode,
  isPerExample,
  type ValueType,
} from './graph.ts';
export { onnxModel } from './onnx/onnxModel.ts';
export { foldBatchNorms } from './passes/foldBatchNorms.ts';
export { recordNetwork, type TrainedNetwork } from './record/recordNetwork.ts';
export { runGraph } from './runGraph.ts';
export { graphModel } from './tensorflow/graphModel.ts';
export { savedModel } from './tensorflow/savedModel.ts';
