import os from 'node:os';
import type { NetworkId } from '@codistill/core';
import { countActivations, learns, looksOf, type Resolved } from '@codistill/core/engine';
import { tooLittleMemory } from '../errors.ts';
import { type RunMemory, totalOf } from '../runMemory.ts';
import { allParameters, seenShape } from './cost.ts';

/**
 * The memory of a run, of networks with `parameters`. It runs every network that learns once, on one
 * image of zeros.
 */
export async function memoryOf(
  resolved: Resolved,
  viewThreads: number,
  parameters: Readonly<Record<NetworkId, number>> = allParameters(resolved),
): Promise<RunMemory> {
  const { splits, recipe, setup } = resolved;
  const { batchSize, imageShape } = recipe;
  const views = recipe.views === 'own' ? recipe.viewIds.length : 1;
  const { outputs } = setup.setting;
  const looks = looksOf(setup);
  const memory = { weights: 0, activations: 0 };
  for (const network of setup.networks) {
    memory.weights += 4 * parameters[network.id]! * (learns(network) ? 2 : 1);
    if (!learns(network)) continue;
    const passes = looks.filter((look) => look.network === network.id).length;
    const shape = seenShape(setup, network);
    const values = await countActivations(network.backbone, shape, outputs);
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
