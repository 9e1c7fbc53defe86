import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Binding, Metadata } from '../engine/backend.ts';
import { fedName, withCopies } from './copies.ts';
import type { GraphNode } from './node.ts';
import { encodeSavedModel } from './protobuf.ts';

export type Fed = readonly (readonly [
  name: string,
  type: number,
  shape: readonly number[],
  values: Float32Array | Int32Array,
])[];

/** A graph in TensorFlow with the values of its variables. */
export interface Session {
  /** The fetched outputs ('node:0'), copied to the host. Blocks until they are computed. */
  run(
    feeds: Fed,
    fetches: readonly string[],
  ): readonly { readonly shape: readonly number[]; readonly data: Float32Array | Int32Array }[];
  close(): void;
}

/**
 * Opens a session of the graph `nodes`. `shares`: the addon's tensors share the memory of
 * JavaScript's arrays, so the graph copies its feeds.
 */
export function openSession(
  binding: Binding,
  nodes: readonly GraphNode[],
  shares: boolean,
): Session {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'codistill-graph-'));
  let id: number;
  try {
    writeFileSync(
      path.join(folder, 'saved_model.pb'),
      encodeSavedModel(shares ? withCopies(nodes) : nodes),
    );
    id = binding.loadSavedModel(folder, 'serve');
  } finally {
    // TensorFlow has read the file.
    rmSync(folder, { recursive: true, force: true });
  }
  return {
    run(feeds, fetches) {
      // A view that several networks share becomes one tensor.
      const made = new Map<object, number>();
      let outputs: Metadata[] = [];
      try {
        const ids = feeds.map(([, type, shape, values]) => {
          const known = made.get(values) ?? binding.createTensor(shape, type, values);
          made.set(values, known);
          return known;
        });
        outputs = binding.runSavedModel(
          id,
          ids,
          feeds.map(([name]) => `${shares ? fedName(name) : name}:0`).join(','),
          fetches.join(','),
        );
        return outputs.map((output) => ({
          shape: output.shape,
          data: binding.tensorDataSync(output.id).slice() as Float32Array | Int32Array,
        }));
      } finally {
        for (const tensor of [...made.values(), ...outputs.map((output) => output.id)])
          binding.deleteTensor(tensor);
      }
    },
    close: () => binding.deleteSavedModel(id),
  };
}
