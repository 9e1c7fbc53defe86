import type { DatasetFacts } from '../contracts/data.ts';
import type { Experiment } from '../contracts/experiment.ts';
import type { NetworkSetup } from '../step/setup.ts';
import { otherChannels } from './errors.ts';

/**
 * The networks, each with the map of its views' channels to its own normalization, where it has one.
 * A view is (x - m) / s of pixels x with the mean m and deviation s of the dataset; with M and S of
 * the network, (x - M) / S is the view times s / S, plus (m - M) / S.
 * @throws InputError if a mean or deviation has other channels than the images.
 */
export const withNormalization = (
  networks: readonly NetworkSetup[],
  experiment: Experiment,
  { mean, std, channels }: Pick<DatasetFacts, 'mean' | 'std' | 'channels'>,
): readonly NetworkSetup[] =>
  networks.map((network) => {
    const own = experiment.networks[network.id]?.normalization;
    if (!own) return network;
    for (const numbers of [own.mean, own.std])
      if (numbers.length !== channels) throw otherChannels(network.id, numbers.length, channels);
    return {
      ...network,
      affine: {
        factor: own.std.map((deviation, i) => std[i]! / deviation),
        offset: own.mean.map((value, i) => (mean[i]! - value) / own.std[i]!),
      },
    };
  });
