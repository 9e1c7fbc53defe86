import type { Named, NetworkId, StoredTensor } from '@codistill/core';
import { decodeCheckpoint, type FittedWeights, type StartWeights } from '@codistill/core/engine';
import { namesOfElsewhere, noNetworks, otherNetworks } from '../errors.ts';
import { readWeightFile } from '../file/readWeightFile.ts';
import type { WeightFile } from '../file/weightFile.ts';
import type { NetworkTensors } from '../names/importTensors.ts';
import { weightsFormat } from './encodeWeights.ts';
import { here, importWeights } from './importWeights.ts';

/** What is asked of a file of weights. */
export interface WeightsRequest {
  /** The network that starts from them. */
  readonly id: NetworkId;
  /** The file, for messages. */
  readonly path: string;
  /** The library whose names the file has. Default: this one. */
  readonly from?: string;
  /** The network of a checkpoint. Default: that of the same name, or the only one. */
  readonly network?: NetworkId;
  /** Tensors that may differ: see `ImportOptions`. They start from random values. */
  readonly allow?: readonly string[];
}

/**
 * The weights of a file for a network: of a checkpoint, or by the names of the network's backbone,
 * which are compared with those of the file once the network's tensors are known.
 * @throws InputError if the file cannot be read, or has no such network.
 */
export function startWeights(
  bytes: Uint8Array,
  request: WeightsRequest,
): StartWeights | FittedWeights {
  const { id, path, from = here, network, allow } = request;
  const file = readWeightFile(bytes, path);
  if (from === here) {
    const { format } = file.metadata;
    if (format?.startsWith('codistill/') && format !== weightsFormat) {
      const found = networkOf(bytes, request);
      return allow ? fittedBy(asFile(found, path), request) : { ...found, path };
    }
    const names = Object.keys(file.tensors);
    if (format !== weightsFormat && !names.some((name) => name.includes('/')))
      throw namesOfElsewhere(path, names[0] ?? '');
  }
  if (network !== undefined) throw noNetworks(path, network);
  return fittedBy(file, { ...request, id });
}

function fittedBy(
  file: WeightFile,
  { path, from = here, allow = [] }: WeightsRequest,
): FittedWeights {
  return {
    path,
    fit(fresh, backbone) {
      const shapes = () => ({ params: shapesOf(fresh.params), stats: shapesOf(fresh.stats) });
      const read = importWeights(file, backbone, shapes, { library: from, allow });
      return {
        params: { ...fresh.params, ...read.params },
        stats: { ...fresh.stats, ...read.stats },
      };
    },
  };
}

const shapesOf = (tensors: NetworkTensors['params']): Named<readonly number[]> =>
  Object.fromEntries(Object.entries(tensors).map(([name, { shape }]) => [name, shape]));

function networkOf(bytes: Uint8Array, { id, path, network }: WeightsRequest): NetworkTensors {
  const { networks } = decodeCheckpoint(bytes, path).state;
  const all = Object.keys(networks);
  const name = network ?? (networks[id] || all.length !== 1 ? id : all[0]!);
  const found = networks[name];
  if (!found) throw otherNetworks(path, name, all);
  return { params: found.params, stats: found.stats };
}

/** A network of a checkpoint as a file of its own. */
function asFile({ params, stats }: NetworkTensors, path: string): WeightFile {
  const tensors = Object.entries({ ...params, ...stats }).map(
    ([name, { shape, data }]): [string, StoredTensor] => [
      name,
      {
        dtype: 'F32',
        shape,
        bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
      },
    ],
  );
  return { path, tensors: Object.fromEntries(tensors), metadata: {} };
}
