import type { OpenDataset } from '../contracts/data.ts';
import type { Experiment } from '../contracts/experiment.ts';
import type { Fitted, Task } from '../contracts/task.ts';
import type { Setup } from '../step/setup.ts';
import { nameOf } from '../use.ts';
import { sizesVary } from './errors.ts';
import { imageSizeOf } from './imageSize.ts';
import { clip } from './networks.ts';
import { withNormalization } from './normalization.ts';

/**
 * The shape of the images of views.
 * @throws InputError if the stored images have several sizes and the experiment states none.
 */
function imageShapeOf({ dataset, image }: Experiment, { facts }: OpenDataset): Setup['imageShape'] {
  const size = image ? imageSizeOf(image.size) : facts.size;
  if (size === 'varies') throw sizesVary(nameOf(dataset));
  return [size.height, size.width, facts.channels];
}

/** What a step is made of, before an engine makes a program of it. */
export function setupOf(
  experiment: Experiment,
  {
    networks,
    strategy,
    optimizer,
    task,
  }: Pick<Setup, 'networks' | 'strategy' | 'optimizer'> & { readonly task: Task },
  data: OpenDataset,
  fitted: Fitted,
  examples: number,
): Setup {
  return {
    networks: withNormalization(networks, experiment, data.facts),
    strategy,
    optimizer,
    task: stepOf(task, fitted),
    ...clip(experiment.clipNorm),
    setting: {
      distribution: task.distribution,
      outputs: fitted.outputs,
      examples,
      batchSize: experiment.batchSize,
      epochs: experiment.epochs,
      networks: networks.map((network) => ({
        id: network.id,
        heads: network.backbone.heads,
        learns: network.optimizer !== undefined,
        ...(network.follows && { follows: network.follows.network }),
      })),
    },
    imageShape: imageShapeOf(experiment, data),
    seed: experiment.seed,
    update: experiment.update ?? 'simultaneous',
    precision: experiment.precision ?? 'float32',
    randomness: experiment.randomness ?? 'fed',
  };
}

/** What a task adds to a step. */
const stepOf = ({ edges, measure, gathers }: Task, fitted: Fitted): NonNullable<Setup['task']> => ({
  ...(edges && { edges }),
  ...(measure && { measure: (peer) => measure(peer, fitted) }),
  ...(gathers && { gathers }),
});
