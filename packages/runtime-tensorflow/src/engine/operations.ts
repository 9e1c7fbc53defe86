import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { instructionSets } from '../install/sources.ts';
import { hasFlags } from './processor.ts';

/** Our own graph operations for this processor. */
export interface Operations {
  /** The numbers of channels must be multiples of this. */
  readonly lanes: number;
  /** Whether there are convolutions with products in bfloat16. */
  readonly bfloat16: boolean;
}

/**
 * Registers our own graph operations with helper threads, once per process. They come from the best
 * addon next to `addon` that this processor supports. Undefined if there is none: our installer did
 * not make it, or the processor lacks AVX2. oneDNN's limit (ONEDNN_MAX_CPU_ISA=AVX2) applies here
 * too.
 */
export function addOperations(addon: string, threads: number): Operations | undefined {
  const limit = process.env['ONEDNN_MAX_CPU_ISA'] ?? '';
  for (const { name, processor, beyond } of instructionSets) {
    const file = path.join(path.dirname(addon), `operations-${name}.node`);
    if (!hasFlags(processor) || beyond.test(limit) || !existsSync(file)) continue;
    const loaded = createRequire(import.meta.url)(file) as {
      readonly bfloat16: boolean;
      register(helpers: number): number;
    };
    return { lanes: loaded.register(threads - 1), bfloat16: loaded.bfloat16 };
  }
  return undefined;
}
