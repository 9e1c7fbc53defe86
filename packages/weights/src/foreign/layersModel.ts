import type { Tensor } from '@tensorflow/tfjs-core';

// What is used of a model of TensorFlow.js. `tf.LayersModel` has all of it.

/** A variable of a layer. */
export interface LayerVariable {
  readonly originalName: string;
  readonly shape: readonly (number | null)[];
  read(): Tensor;
}

/** A tensor of the model's graph, before there are values. */
export interface SymbolicTensor {
  readonly id: number;
  readonly shape: readonly (number | null)[];
  readonly sourceLayer: Layer;
  readonly nodeIndex?: number;
}

/** A layer. `call` computes it. */
export interface Layer {
  readonly name: string;
  getClassName(): string;
  call(inputs: Tensor | Tensor[], kwargs: Readonly<Record<string, unknown>>): Tensor | Tensor[];
  readonly trainableWeights: readonly LayerVariable[];
  readonly nonTrainableWeights: readonly LayerVariable[];
  readonly inboundNodes: readonly {
    readonly inputTensors: readonly SymbolicTensor[];
    readonly outputTensors: readonly SymbolicTensor[];
  }[];
}

/** A model, which may itself be a layer of another. */
export interface LayersModel {
  readonly layers: readonly unknown[];
  readonly inputs: readonly unknown[];
  readonly outputs: readonly unknown[];
}

/** Whether a layer is a model. */
export const isModel = (layer: object): layer is LayersModel & Layer =>
  'layers' in layer && 'inputs' in layer && 'outputs' in layer;

/** All layers of a model that compute something, those of models in it too. */
export const layersOf = ({ layers }: LayersModel): readonly Layer[] =>
  (layers as readonly Layer[]).flatMap((layer) => (isModel(layer) ? layersOf(layer) : [layer]));
