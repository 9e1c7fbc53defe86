import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { instructionSets } from '../install/sources.ts';
import { hasFlags } from './processor.ts';

let lanes: number | undefined;

/**
 * Registers our own operations for graphs, of the addon that lies beside `addon`, the best that this processor runs, with threads that help; in a process
 * once. What the channels that it takes are multiples of, or undefined where there is none: our installer did not make it, or the processor lacks AVX2. Limits
 * for oneDNN (ONEDNN_MAX_CPU_ISA=AVX2) count here too.
 */
export function addOperations(addon: string, threads: number): number | undefined {
  const limit = process.env['ONEDNN_MAX_CPU_ISA'] ?? '';
  for (const { name, processor, beyond } of instructionSets) {
    const file = path.join(path.dirname(addon), `operations-${name}.node`);
    if (!hasFlags(processor) || beyond.test(limit) || !existsSync(file)) continue;
    lanes = (createRequire(import.meta.url)(file) as { register(helpers: number): number }).register(threads - 1);
    return lanes;
  }
  return undefined;
}

/** What {@link addOperations} found in this process. */
export const operationLanes = (): number | undefined => lanes;
