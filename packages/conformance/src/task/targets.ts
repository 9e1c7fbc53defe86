import { stream, type Targets } from '@codistill/core';

/** The number of examples of `targetsOf`. */
export const examples = 40;

/** Targets of a kind: four classes, rows of three bits, or rows of two numbers in the hundreds. */
export function targetsOf(kind: Targets['kind'], seed: number): Targets {
  const rng = stream(seed, `conformance/targets/${kind}`, 0);
  if (kind === 'class')
    return { kind, values: Int32Array.from({ length: examples }, (_, i) => (i + seed) % 4) };
  if (kind === 'bits')
    return {
      kind,
      width: 3,
      values: Uint8Array.from({ length: 3 * examples }, () => rng.integer(2)),
    };
  return {
    kind,
    width: 2,
    values: Float32Array.from({ length: 2 * examples }, () => 300 + 50 * rng.normal()),
  };
}

/** The same targets, with other values for the examples that are not at `positions`. */
export function changedBeside(targets: Targets, positions: Int32Array): Targets {
  const kept = new Set(positions);
  const width = targets.kind === 'class' ? 1 : targets.width;
  const other = targetsOf(targets.kind, 99).values;
  const at = (value: number, i: number) =>
    kept.has(Math.floor(i / width)) ? value : other[i % other.length]!;
  if (targets.kind === 'class') return { ...targets, values: targets.values.map(at) };
  if (targets.kind === 'bits') return { ...targets, values: targets.values.map(at) };
  return { ...targets, values: targets.values.map(at) };
}
