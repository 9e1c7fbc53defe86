import type { TensorInfo } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { kernelBytes } from './bytes.ts';

// Node has this global, but its type declarations do not.
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
};

type Run = (...numbers: number[]) => void;

/** The exports of assembly/. Addresses and steps are in bytes. */
export interface Assembly {
  readonly convolve: Run;
  readonly correlate: Run;
  readonly pack: Run;
  readonly place: Run;
  readonly transpose: Run;
  readonly depthwise: Run;
  readonly depthwiseInput: Run;
  readonly depthwiseFilter: Run;
  readonly momentsOf: Run;
  readonly affine: Run;
  readonly gradientSums: Run;
  readonly combine: Run;
  readonly rectify: Run;
  readonly rectifyGrad: Run;
  readonly columnSums: Run;
  readonly copyRows: Run;
  total(address: number, count: number): number;
}

/** The heap of tfjs-backend-wasm, and our own kernels on the same memory. */
export interface WasmEngine {
  readonly assembly: Assembly;
  /** The address of a tensor's values, in bytes. Values do not move. */
  address(tensor: TensorInfo): number;
  /** The same values as another tensor, with any shape of the same size. */
  share(tensor: TensorInfo, shape: readonly number[]): TensorInfo;
  /** A new tensor with undefined values. */
  output(shape: readonly number[], dtype?: tf.DataType): TensorInfo;
  /**
   * A view of the values in place. An allocation may detach it, so take it after the last
   * allocation.
   */
  floats(tensor: TensorInfo): Float32Array;
  floatsAt(address: number, count: number): Float32Array;
  integers(tensor: TensorInfo): Int32Array;
  /**
   * The result of `f`, which receives scratch memory for `floats` floats. It is freed afterwards.
   */
  scratch<T>(floats: number, f: (address: number) => T): T;
}

interface Backend {
  readonly wasm: {
    readonly asm: { readonly memory: { readonly buffer: ArrayBuffer } };
    _malloc(bytes: number): number;
    _free(address: number): void;
  };
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number } };
  incRef(dataId: object): void;
  makeOutput(shape: readonly number[], dtype: string): TensorInfo;
}

/** The engine for the started backend `wasm`. */
export function wasmEngine(): WasmEngine {
  // TensorFlow.js types a backend by what all backends have in common.
  const backend = tf.backend() as unknown as Backend;
  const { wasm } = backend;
  const { memory } = wasm.asm;
  const module = new WebAssembly.Module(Buffer.from(kernelBytes, 'base64'));
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const address = ({ dataId }: TensorInfo) => backend.dataIdMap.get(dataId).memoryOffset;
  const floatsAt = (at: number, count: number) => new Float32Array(memory.buffer, at, count);
  return {
    assembly: exports as Assembly,
    address,
    share({ dataId, dtype }, shape) {
      backend.incRef(dataId);
      return { dataId, dtype, shape: [...shape] };
    },
    output: (shape, dtype = 'float32') => backend.makeOutput([...shape], dtype),
    floatsAt,
    floats: (tensor) => floatsAt(address(tensor), sizeOf(tensor.shape)),
    integers: (tensor) => new Int32Array(memory.buffer, address(tensor), sizeOf(tensor.shape)),
    scratch(floats, f) {
      // malloc returns a negative number for addresses above 2 GB.
      const at = wasm._malloc(Math.max(4, floats * 4)) >>> 0;
      try {
        return f(at);
      } finally {
        wasm._free(at);
      }
    },
  };
}

export const sizeOf = (shape: readonly number[]): number =>
  shape.reduce((size, extent) => size * extent, 1);
