import { decodeSafetensors, type Predictions } from '@codistill/core';
import { notPredictions, predictionsFormat } from './errors.ts';

/** Predictions, and the moment of the run at which they were made. */
export type SavedPredictions = Predictions & {
  /** Number of steps taken. */
  readonly step: number;
  /** Counted from 0. */
  readonly epoch: number;
  readonly seed: number;
};

/**
 * The predictions that the observer `predictions` wrote, from the bytes of a file.
 * @throws InputError, naming `path`, if the file is truncated or has no predictions.
 */
export function readPredictions(bytes: Uint8Array, path: string): SavedPredictions {
  const { tensors, metadata } = decodeSafetensors(bytes, path);
  const { format, kind, split, role, step, epoch, seed } = metadata;
  if (format !== predictionsFormat) throw notPredictions(path, format);
  const peers: Record<string, Record<string, unknown>> = {};
  for (const [name, { data }] of Object.entries(tensors)) {
    const [, value, id] = /^(answer|probability|mean)\/(.*)$/.exec(name) ?? [];
    if (value !== undefined && id !== undefined) (peers[id] ??= {})[value] = data;
  }
  const { positions, targets } = tensors;
  // The format says which tensors a kind has, and TypeScript does not know it.
  return {
    kind,
    split,
    role,
    positions: positions!.data,
    targets: targets!.data,
    ...(kind !== 'class' && { outputs: targets!.shape[1]! }),
    peers,
    step: Number(step),
    epoch: Number(epoch),
    seed: Number(seed),
  } as unknown as SavedPredictions;
}
