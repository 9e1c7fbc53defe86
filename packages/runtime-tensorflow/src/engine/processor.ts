import { readFileSync } from 'node:fs';
import os from 'node:os';

// The instruction sets by which oneDNN chooses its kernels, the best first.
const features = [
  ['amx_bf16', 'AMX'],
  ['avx512_bf16', 'AVX512 with bfloat16'],
  ['avx512f', 'AVX512'],
  ['avx2', 'AVX2'],
  ['avx', 'AVX'],
] as const;

/** The best instruction set of this processor, in words: 'AVX2'. */
export function processorFeature(): string {
  const flags = cpuFlags();
  return features.find(([flag]) => flags.has(flag))?.[1] ?? process.arch;
}

/**
 * Whether the processor computes bfloat16 convolutions natively, so that they are faster than
 * float32.
 */
export const hasBfloat16 = (): boolean =>
  ['avx512_bf16', 'amx_bf16', 'avx_ne_convert'].some((flag) => cpuFlags().has(flag));

/** Whether the processor has all of these features, in Linux's names. */
export function hasFlags(flags: readonly string[]): boolean {
  const present = cpuFlags();
  return flags.every((flag) => present.has(flag));
}

export const processorName = (): string => os.cpus()[0]?.model.trim() ?? process.arch;

function cpuFlags(): ReadonlySet<string> {
  try {
    const line = readFileSync('/proc/cpuinfo', 'utf8')
      .split('\n')
      .find((each) => each.startsWith('flags'));
    return new Set(line?.split(/\s+/));
  } catch {
    return new Set();
  }
}
