import os from 'node:os';
import type { NetworkId } from '@codistill/core';
import { countActivations, learns, looksOf, type Resolved } from '@codistill/core/engine';
import { tooLittleMemory } from '../errors.ts';
import { type RunMemory, totalOf } from '../runMemory.ts';
import { allParameters, seenShape } from './cost.ts';

/** What is known of networks already, so that it is not counted again. */
export interface CountedNetworks {
  readonly parameters: Readonly<Record<NetworkId, number>>;
  /** The activations of an image, by backbone, image shape and number of outputs. */
  readonly activations: Map<string, number>;
}

/**
 * The memory of a run. It runs one of all equal networks that learn once, on one image of zeros,
 * and adds what it counts to `counted`.
 */
export async function memoryOf(
  resolved: Resolved,
  viewThreads: number,
  counted: CountedNetworks = { parameters: allParameters(resolved), activations: new Map() },
): Promise<RunMemory> {
  const { splits, recipe, setup } = resolved;
  const { batchSize, imageShape } = recipe;
  const views = recipe.views === 'own' ? recipe.viewIds.length : 1;
  const { outputs } = setup.setting;
  const looks = looksOf(setup);
  const memory = { weights: 0, activations: 0 };
  for (const network of setup.networks) {
    memory.weights += 4 * counted.parameters[network.id]! * (learns(network) ? 2 : 1);
    if (!learns(network)) continue;
    const passes = looks.filter((look) => look.network === network.id).length;
    const shape = seenShape(setup, network);
    const { recompute } = network;
    const key = JSON.stringify([
      resolved.experiment.networks[network.id],
      shape,
      outputs,
      recompute,
    ]);
    const values =
      counted.activations.get(key) ??
      (await countActivations(network.backbone, shape, outputs, recompute));
    counted.activations.set(key, values);
    const bytes = setup.precision === 'float32' ? 4 : 2;
    memory.activations += bytes * batchSize * passes * values;
  }
  const steps = 1 + 2 * viewThreads;
  return {
    data: [...splits.values()].reduce((sum, { pixels }) => sum + (pixels?.byteLength ?? 0), 0),
    views: 4 * steps * views * imageShape.reduce((a, b) => a * b, batchSize),
    ...memory,
  };
}

/**
 * Refuses a run that this machine cannot hold.
 * @throws InputError with what takes the most.
 */
export function checkMemory(memory: RunMemory, available = machineBytes()): void {
  if (totalOf(memory) > available) throw tooLittleMemory(memory, totalOf(memory), available);
}

/** The memory of this machine, or of the container in which the process runs, in bytes. */
export function machineBytes(): number {
  const limit = (process as { constrainedMemory?: () => number }).constrainedMemory?.() ?? 0;
  return limit > 0 ? Math.min(limit, os.totalmem()) : os.totalmem();
}
