import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Experiment, NetworkSpec } from '@codistill/core';
import { decodeCheckpoint, type StartWeights } from '@codistill/core/engine';
import { checkpointAt } from '../attempts/files.ts';
import { methodWeightsInRun, missingWeightsFile, noSuchNetwork } from '../errors.ts';
import type { TrainJob } from './messages.ts';
import { readBytes } from './readBytes.ts';

/** The weights from which a network starts, if it names any. */
export const weightsOf = (spec: NetworkSpec) => ('weights' in spec ? spec.weights : undefined);

/**
 * The weights from which networks start, read from checkpoints.
 * @throws InputError if a file is missing or holds no such network.
 */
export async function readWeights({
  experiment,
  weights,
  ...from
}: Pick<TrainJob, 'experiment' | 'weights' | 'weightsFrom' | 'cwd'>): Promise<
  Record<string, StartWeights>
> {
  const read = { ...(await readFileWeights(experiment, from)), ...(await readAll(weights)) };
  for (const [id, spec] of Object.entries(experiment.networks))
    if (weightsOf(spec) !== undefined && !read[id]) throw methodWeightsInRun(id);
  return read;
}

/**
 * The weights that an experiment names by file.
 * @throws InputError if a file is missing or holds no such network.
 */
export const readFileWeights = (
  experiment: Experiment,
  from: Pick<TrainJob, 'weightsFrom' | 'cwd'>,
): Promise<Record<string, StartWeights>> => readAll(weightFiles(experiment, from));

async function readAll(from: TrainJob['weights']): Promise<Record<string, StartWeights>> {
  const read: Record<string, StartWeights> = {};
  for (const [id, where] of Object.entries(from)) {
    const file = checkpointAt(where.path);
    if (!existsSync(file)) throw missingWeightsFile(file, id);
    const { networks } = decodeCheckpoint(await readBytes(file), file).state;
    const name =
      where.network ??
      (networks[id] ? id : Object.keys(networks).length === 1 ? Object.keys(networks)[0]! : id);
    const found = networks[name];
    if (!found) throw noSuchNetwork(file, name, Object.keys(networks));
    read[id] = { params: found.params, stats: found.stats, path: file };
  }
  return read;
}

/**
 * Parses 'teacher.safetensors', or 'teacher.safetensors#b' if the file holds several networks.
 * Paths in a study are relative to its folder. Paths in a plugin may be relative to the folder of
 * the command.
 */
function weightFiles(
  { networks }: Experiment,
  { weightsFrom, cwd }: Pick<TrainJob, 'weightsFrom' | 'cwd'>,
): TrainJob['weights'] {
  return Object.fromEntries(
    Object.entries(networks).flatMap(([id, spec]) => {
      const weights = weightsOf(spec);
      if (typeof weights !== 'string') return [];
      const [file = '', network] = weights.split('#');
      const places = [weightsFrom, cwd].map((folder) => path.resolve(folder, file));
      const place = places.find((one) => existsSync(checkpointAt(one))) ?? places[0]!;
      return [[id, { path: place, ...(network && { network }) }] as const];
    }),
  );
}
