import type { Dataset, Examples } from '../contracts/data.ts';
import type { Evaluation, Program } from '../contracts/program.ts';
import { normalized, readBatch } from '../data/batch.ts';
import { classesOf } from '../data/classesOf.ts';

/**
 * The logits of every head on the examples at `positions` of a split, [examples, classes], and
 * their labels, [examples].
 */
export async function evaluateExamples(
  program: Program,
  dataset: Dataset,
  examples: Examples,
  positions: Int32Array,
  batchSize: number,
): Promise<{ readonly evaluation: Evaluation; readonly labels: Int32Array }> {
  const parts: Evaluation[] = [];
  for (let start = 0; start < positions.length; start += batchSize) {
    const here = positions.slice(start, start + batchSize);
    // The last batch is padded with its first example, so that every batch has the size that the
    // program was traced with.
    const padded = Int32Array.from({ length: batchSize }, (_, i) => here[i] ?? here[0]!);
    const batch = normalized(await readBatch(examples, padded, padded, dataset), dataset);
    parts.push(await program.evaluate(batch, here.length));
  }
  const labels = classesOf(examples.targets);
  const ids = Object.keys(parts[0] ?? {});
  const evaluation = Object.fromEntries(
    ids.map((id) => [id, joined(parts.map((part) => part[id]!))]),
  );
  return { evaluation, labels: positions.map((position) => labels[position]!) };
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
