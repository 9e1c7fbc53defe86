import type { Tensor } from '@tensorflow/tfjs-core';
import type { Operations } from './operations.ts';

/** An attribute of an operation, as tfjs-node passes it to TensorFlow. */
export interface OpAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** The metadata of a tensor that TensorFlow made. */
export interface Metadata {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

export type Values = Float32Array | Int32Array | Uint8Array | readonly number[];

/**
 * The native addon of tfjs-node. All TensorFlow operations go through it. It has its own numbers
 * for types and for kinds of attributes.
 */
export interface Binding {
  createTensor(shape: readonly number[], dtype: number, values: Values): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array;
  executeOp(
    op: string,
    attributes: readonly OpAttribute[],
    inputs: readonly number[],
    outputs: number,
  ): Metadata[];
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(id: number): void;
  runSavedModel(
    id: number,
    inputs: readonly number[],
    inputNames: string,
    outputNames: string,
  ): Metadata[];
  getNumOfSavedModels(): number;
  getNumOfTensors(): number;
  isUsingGpuDevice(): boolean;
  /** Whether calls become nodes of a graph. tfjs-node's addon has no such field. */
  readonly records?: true;
  /** Our own operations, if the nodes may be such. */
  readonly own?: Operations | undefined;
  readonly TF_Version: string;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_INT64: number;
  readonly TF_BOOL: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
}

/**
 * The parts of tfjs-node's backend that are used here. `binding` is a plain field, so an object
 * that replaces it sees every operation.
 */
export interface NodeBackend {
  binding: Binding;
  readonly isUsingGpuDevice: boolean;
  readonly tensorMap: { set(dataId: object, info: unknown): void };
  getInputTensorIds(tensors: readonly Tensor[]): number[];
  executeSingleOutput(
    op: string,
    attributes: readonly OpAttribute[],
    inputs: readonly unknown[],
  ): Tensor;
  executeMultipleOutputs(
    op: string,
    attributes: readonly OpAttribute[],
    inputs: readonly unknown[],
    outputs: number,
  ): Tensor[];
  createOutputTensor(metadata: Metadata): Tensor;
  getNumOfTFTensors(): number;
}

/** Makes attributes with the numbers of `binding`. */
export const attributesOf = (binding: Binding) => ({
  float32: (name: string): OpAttribute => ({
    name,
    type: binding.TF_ATTR_TYPE,
    value: binding.TF_FLOAT,
  }),
  int32: (name: string): OpAttribute => ({
    name,
    type: binding.TF_ATTR_TYPE,
    value: binding.TF_INT32,
  }),
  type: (name: string, dtype: string): OpAttribute => ({
    name,
    type: binding.TF_ATTR_TYPE,
    value:
      dtype === 'int32' ? binding.TF_INT32 : dtype === 'bool' ? binding.TF_BOOL : binding.TF_FLOAT,
  }),
  integer: (name: string, value: number): OpAttribute => ({
    name,
    type: binding.TF_ATTR_INT,
    value,
  }),
  real: (name: string, value: number): OpAttribute => ({
    name,
    type: binding.TF_ATTR_FLOAT,
    value,
  }),
  flag: (name: string, value: boolean): OpAttribute => ({
    name,
    type: binding.TF_ATTR_BOOL,
    value,
  }),
  text: (name: string, value: string): OpAttribute => ({
    name,
    type: binding.TF_ATTR_STRING,
    value,
  }),
});
