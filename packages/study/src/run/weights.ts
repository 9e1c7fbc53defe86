import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Experiment, FileWeights, NetworkSpec } from '@codistill/core';
import type { GivenWeights } from '@codistill/core/engine';
import { startWeights } from '@codistill/weights';
import { checkpointAt } from '../attempts/files.ts';
import { methodWeightsInRun, missingWeightsFile } from '../errors.ts';
import type { TrainJob, WeightsPlace } from './messages.ts';
import { readBytes } from './readBytes.ts';

/** The weights from which a network starts, if it names any. */
export const weightsOf = (spec: NetworkSpec) => ('weights' in spec ? spec.weights : undefined);

/** The network of another method from which a network starts. */
export function methodWeightsOf(spec: NetworkSpec) {
  const weights = weightsOf(spec);
  return typeof weights === 'object' && 'method' in weights ? weights : undefined;
}

/**
 * The file from which a network starts. 'teacher.safetensors#b' is the network b of a file that
 * holds several.
 */
export function fileWeightsOf(spec: NetworkSpec): FileWeights | undefined {
  const weights = weightsOf(spec);
  if (typeof weights === 'object') return 'file' in weights ? weights : undefined;
  if (weights === undefined) return undefined;
  const [file = '', network] = weights.split('#');
  return { file, ...(network && { network }) };
}

/**
 * The weights from which networks start, read from files.
 * @throws InputError if a file is missing, cannot be read or holds no such network.
 */
export async function readWeights({
  experiment,
  weights,
  ...from
}: Pick<TrainJob, 'experiment' | 'weights' | 'weightsFrom' | 'cwd'>): Promise<GivenWeights> {
  const read = { ...(await readFileWeights(experiment, from)), ...(await readAll(weights)) };
  for (const [id, spec] of Object.entries(experiment.networks))
    if (weightsOf(spec) !== undefined && !read[id]) throw methodWeightsInRun(id);
  return read;
}

/**
 * The weights that an experiment names by file.
 * @throws InputError if a file is missing, cannot be read or holds no such network.
 */
export const readFileWeights = (
  experiment: Experiment,
  from: Pick<TrainJob, 'weightsFrom' | 'cwd'>,
): Promise<GivenWeights> => readAll(weightFiles(experiment, from));

async function readAll(from: Readonly<Record<string, WeightsPlace>>): Promise<GivenWeights> {
  const read: Record<string, GivenWeights[string]> = {};
  for (const [id, { path: place, ...request }] of Object.entries(from)) {
    const file = checkpointAt(place);
    if (!existsSync(file)) throw missingWeightsFile(file, id);
    read[id] = startWeights(await readBytes(file), { ...request, id, path: file });
  }
  return read;
}

/**
 * The places of the files. Paths in a study are relative to its folder. Paths in a plugin may be
 * relative to the folder of the command.
 */
function weightFiles(
  { networks }: Experiment,
  { weightsFrom, cwd }: Pick<TrainJob, 'weightsFrom' | 'cwd'>,
): Readonly<Record<string, WeightsPlace>> {
  return Object.fromEntries(
    Object.entries(networks).flatMap(([id, spec]) => {
      const weights = fileWeightsOf(spec);
      if (!weights) return [];
      const { file, ...request } = weights;
      const places = [weightsFrom, cwd].map((folder) => path.resolve(folder, file));
      const place = places.find((one) => existsSync(checkpointAt(one))) ?? places[0]!;
      return [[id, { path: place, ...request }] as const];
    }),
  );
}
