import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { instructionSets } from '../install/sources.ts';
import { hasFlags } from './processor.ts';

/** Our own operations for graphs, as this processor has them. */
export interface Operations {
  /** What the channels that they take are multiples of. */
  readonly lanes: number;
  /** Whether there are convolutions with products in bfloat16. */
  readonly bfloat16: boolean;
}

/**
 * Registers our own operations for graphs, of the addon that lies beside `addon`, the best that
 * this processor runs, with threads that help; in a process once. What the channels that it takes
 * are multiples of, or undefined where there is none: our installer did not make it, or the
 * processor lacks AVX2. Limits for oneDNN (ONEDNN_MAX_CPU_ISA=AVX2) count here too.
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
