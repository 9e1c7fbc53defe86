import { Tensor } from '@tensorflow/tfjs-core';
import { hostReadInStep } from './errors.ts';

const readers = [
  'data',
  'dataSync',
  'array',
  'arraySync',
  'bytes',
  'buffer',
  'bufferSync',
  'print',
] as const;

/** The result of `f`. Reading a tensor on the host inside `f` throws. `f` must be synchronous. */
export function withoutHostReads<T>(f: () => T): T {
  // The class has no index signature for its methods, which are replaced here by name.
  const prototype = Tensor.prototype as unknown as Record<string, unknown>;
  const before = readers.map((name) => [name, prototype[name]] as const);
  for (const [name] of before) {
    prototype[name] = () => {
      throw hostReadInStep(`tensor.${name}()`, new Error().stack ?? '');
    };
  }
  try {
    return f();
  } finally {
    for (const [name, method] of before) prototype[name] = method;
  }
}
