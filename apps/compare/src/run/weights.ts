import { existsSync } from 'node:fs';
import path from 'node:path';
import {
  decodeCheckpoint,
  type Experiment,
  type NetworkSpec,
  type StartWeights,
} from '@codistill/core';
import { methodWeightsInRun, missingWeightsFile, noSuchNetwork } from '../errors.ts';
import type { TrainJob } from './messages.ts';
import { readBytes } from './readBytes.ts';

/** What a network starts from, where it says so. */
export const weightsOf = (spec: NetworkSpec) => ('weights' in spec ? spec.weights : undefined);

/**
 * The weights that networks start from, read from checkpoints. @throws InputError where a file is
 * missing or holds no such network.
 */
export async function readWeights({
  experiment,
  weights,
  cwd,
}: Pick<TrainJob, 'experiment' | 'weights' | 'cwd'>): Promise<Record<string, StartWeights>> {
  const read = { ...(await readFileWeights(experiment, cwd)), ...(await readAll(weights)) };
  for (const [id, spec] of Object.entries(experiment.networks))
    if (weightsOf(spec) !== undefined && !read[id]) throw methodWeightsInRun(id);
  return read;
}

/**
 * Those that an experiment names by file. @throws InputError where a file is missing or holds no
 * such network.
 */
export const readFileWeights = (
  experiment: Experiment,
  cwd: string,
): Promise<Record<string, StartWeights>> => readAll(fromFiles(experiment, cwd));

async function readAll(from: TrainJob['weights']): Promise<Record<string, StartWeights>> {
  const read: Record<string, StartWeights> = {};
  for (const [id, where] of Object.entries(from)) {
    if (!existsSync(where.path)) throw missingWeightsFile(where.path, id);
    const { networks } = decodeCheckpoint(await readBytes(where.path), where.path).state;
    const name =
      where.network ??
      (networks[id] ? id : Object.keys(networks).length === 1 ? Object.keys(networks)[0]! : id);
    const found = networks[name];
    if (!found) throw noSuchNetwork(where.path, name, Object.keys(networks));
    read[id] = { params: found.params, stats: found.stats, path: where.path };
  }
  return read;
}

/** 'teacher.safetensors', or 'teacher.safetensors#b' where the file holds several networks. */
function fromFiles({ networks }: Experiment, cwd: string): TrainJob['weights'] {
  return Object.fromEntries(
    Object.entries(networks).flatMap(([id, spec]) => {
      const weights = weightsOf(spec);
      if (typeof weights !== 'string') return [];
      const [file = '', network] = weights.split('#');
      return [[id, { path: path.resolve(cwd, file), ...(network && { network }) }] as const];
    }),
  );
}
