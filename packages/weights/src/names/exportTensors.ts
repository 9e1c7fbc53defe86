import type { Named, NameRule, WrittenTensor } from '@codistill/core';
import { type Elsewhere, elsewhere } from './elsewhere.ts';
import type { NetworkTensors } from './importTensors.ts';
import { toTheirs } from './layout.ts';

/**
 * The tensors of a network by the names and in the layout of another library, so that a strict load
 * there accepts them. Each batch norm gets a counter of batches of 0, which is int64.
 * @throws InputError if the rules say nothing about a tensor.
 */
export function exportTensors(
  { params, stats }: NetworkTensors,
  rules: readonly NameRule[],
  library: string,
): Record<string, WrittenTensor> {
  const ours = { ...params, ...stats };
  const shapes = Object.fromEntries(Object.entries(ours).map(([name, { shape }]) => [name, shape]));
  const written: Record<string, { shape: readonly number[]; data: Float32Array }> = {};
  const where = elsewhere(shapes, rules, library);
  for (const [name, at] of Object.entries(where)) {
    const { shape, part } = at;
    const size = shape.reduce((a, b) => a * b, 1);
    written[at.name] ??= { shape, data: new Float32Array(size) };
    const values = toTheirs(ours[name]!.data as Float32Array, ours[name]!.shape, name, at.layout);
    written[at.name]!.data.set(values, (part?.index ?? 0) * values.length);
  }
  return { ...written, ...countersOf(where, stats) };
}

/** Counters of batches, one for each running mean. */
const countersOf = (where: Named<Elsewhere>, stats: Named<unknown>): Named<WrittenTensor> =>
  Object.fromEntries(
    Object.keys(stats)
      .map((name) => where[name]!.name)
      .filter((name) => name.endsWith('.running_mean'))
      .map((name) => [
        name.replace(/running_mean$/, 'num_batches_tracked'),
        { shape: [], data: new BigInt64Array(1) },
      ]),
  );
