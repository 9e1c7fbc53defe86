import { kernelBytes } from './bytes.ts';

// Node and browsers have this global, but the type declarations of neither are used here.
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
  readonly Memory: new (size: { readonly initial: number }) => Memory;
};

interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** The exports of assembly/, on a memory of their own. Addresses are in bytes. */
export interface ResizeKernels {
  resizeColumns(...numbers: number[]): void;
  resizeRows(...numbers: number[]): void;
  /** The memory, of at least `size` bytes. What it held stays. A later call may replace the array. */
  memory(size: number): Uint8Array;
}

const pageBytes = 2 ** 16;
let started: ResizeKernels | undefined;

/** The kernels, which start at the first call. */
export function resizeKernels(): ResizeKernels {
  started ??= start();
  return started;
}

function start(): ResizeKernels {
  const memory = new WebAssembly.Memory({ initial: 16 });
  const module = new WebAssembly.Module(Uint8Array.from(atob(kernelBytes), (c) => c.charCodeAt(0)));
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  let bytes = new Uint8Array(memory.buffer);
  return {
    ...(exports as Pick<ResizeKernels, 'resizeColumns' | 'resizeRows'>),
    memory(size) {
      if (size > bytes.length) {
        memory.grow(Math.ceil((size - bytes.length) / pageBytes));
        bytes = new Uint8Array(memory.buffer);
      }
      return bytes;
    },
  };
}
