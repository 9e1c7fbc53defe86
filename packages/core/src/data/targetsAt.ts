import type { Targets } from '../contracts/data.ts';

/** The targets of the examples at `positions`, in that order. */
export function targetsAt(targets: Targets, positions: Int32Array): Targets {
  if (targets.kind === 'class')
    return { kind: 'class', values: positions.map((position) => targets.values[position]!) };
  const { width } = targets;
  const at = (_: unknown, i: number) =>
    targets.values[positions[Math.floor(i / width)]! * width + (i % width)]!;
  const length = positions.length * width;
  return targets.kind === 'bits'
    ? { kind: 'bits', width, values: Uint8Array.from({ length }, at) }
    : { kind: 'numbers', width, values: Float32Array.from({ length }, at) };
}
