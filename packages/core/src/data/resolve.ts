import type { Examples, Files, OpenDataset, Opening } from '../contracts/data.ts';
import type { Experiment } from '../contracts/experiment.ts';
import type { NetworkId } from '../contracts/ids.ts';
import type { Schedule } from '../contracts/moment.ts';
import type { Fitted, Pass, Task, TrainSplit } from '../contracts/task.ts';
import { checkHolds } from '../flow/checkHolds.ts';
import { checkIdle } from '../flow/checkIdle.ts';
import type { Registry } from '../plugins/registry.ts';
import type { Setup } from '../step/setup.ts';
import { checkOrder } from '../task/checkOrder.ts';
import { checkTakes } from '../task/checkTakes.ts';
import { passesOf } from '../task/passesOf.ts';
import { splitOf } from '../task/splitOf.ts';
import { nameOf } from '../use.ts';
import { batchLargerThanData } from './errors.ts';
import { parseExperiment } from './experiment.ts';
import { imageSizeOf } from './imageSize.ts';
import { followSchedules, type Rates, ratesOf } from './networkSchedules.ts';
import { buildNetworks, checkFollowing } from './networks.ts';
import { openDataset } from './openDataset.ts';
import { buildViews, recipeOf, type Views } from './recipe.ts';
import { tryMoments } from './scheduleValues.ts';
import { setupOf } from './setupOf.ts';
import type { ViewRecipe } from './views.ts';

/** An experiment with its plugins built and its data opened, split and checked. */
export interface Resolved {
  readonly experiment: Experiment;
  readonly setup: Setup;
  /** The dataset, opened and checked. Its owner closes it. */
  readonly data: OpenDataset;
  readonly task: Task;
  /** What the task learned from the examples trained on. */
  readonly fitted: Fitted;
  /** The evaluations of the run. */
  readonly passes: readonly Pass[];
  /** The splits of `data` by name. */
  readonly splits: ReadonlyMap<string, Examples>;
  /** The split 'train' of `splits`. */
  readonly train: Examples;
  readonly split: TrainSplit;
  readonly recipe: ViewRecipe;
  readonly rates: Rates;
  /** How far each following network moves towards its source, as a schedule. */
  readonly follow: Readonly<Record<NetworkId, Schedule>>;
  readonly stepsPerEpoch: number;
}

/**
 * Builds an experiment: its plugins, networks and data.
 * @throws InputError if a name, an option, a network or the data is invalid. The data is closed
 * then.
 */
export async function resolveExperiment(
  given: Experiment,
  registry: Registry,
  files: Files,
  opening: Partial<Opening> = {},
): Promise<Resolved> {
  const experiment = parseExperiment(given);
  const dataset = registry.build('dataset', experiment.dataset);
  const task = registry.build('task', experiment.task ?? 'classification');
  const optimizer = registry.build('optimizer', experiment.optimizer);
  const strategy = registry.build('strategy', experiment.strategy);
  const views = buildViews(experiment, registry);
  const networks = buildNetworks(experiment, optimizer, registry);
  const follow = followSchedules(experiment, registry);
  checkFollowing(experiment);
  checkHolds(nameOf(experiment.strategy), strategy, task.distribution);
  checkIdle(experiment.strategy, strategy, registry, task.distribution);
  checkOrder(experiment, views.order, task);
  const size = experiment.image && imageSizeOf(experiment.image.size);
  const data = await openDataset(nameOf(experiment.dataset), dataset, files, {
    ...opening,
    batchSize: experiment.batchSize,
    ...(size && { size }),
  });
  try {
    const built = { networks, strategy, optimizer, task, views, follow };
    return withData(experiment, registry, built, data);
  } catch (error) {
    // The first error is the one to report.
    await Promise.allSettled([data.close?.()]);
    throw error;
  }
}

/** What `use` returns for a resolved experiment, whose data is closed afterwards. */
export async function closingData<T>(
  opened: Promise<Resolved>,
  use: (resolved: Resolved) => T | Promise<T>,
): Promise<T> {
  const resolved = await opened;
  try {
    return await use(resolved);
  } finally {
    await resolved.data.close?.();
  }
}

/** The plugins of an experiment that are built before its data is opened. */
interface Built extends Pick<Setup, 'networks' | 'strategy' | 'optimizer'> {
  readonly task: Task;
  readonly views: Views;
  readonly follow: Resolved['follow'];
}

/** An experiment with its plugins and its opened data. */
function withData(
  experiment: Experiment,
  registry: Registry,
  { views, follow, ...plugins }: Built,
  data: OpenDataset,
): Resolved {
  const { task } = plugins;
  const { splits, train, split } = splitData(experiment, task, data);
  const fitted = task.fit(train.targets, split.train, data.facts);
  const setup = setupOf(experiment, plugins, data, fitted, split.train.length);
  const recipe = recipeOf(experiment, setup, data, { ...views, task, fitted });
  const stepsPerEpoch = stepsIn(experiment, split, recipe);
  const rates = ratesOf(experiment, registry);
  tryMoments({ epochs: experiment.epochs, stepsPerEpoch }, (moment) => {
    for (const schedule of [...Object.values(rates), ...Object.values(follow)]) schedule(moment);
  });
  return {
    experiment,
    setup,
    data,
    task,
    fitted,
    passes: passesOf(task, [...splits.keys()], split),
    splits,
    train,
    split,
    recipe,
    rates,
    follow,
    stepsPerEpoch,
  };
}

/**
 * Checks the targets of every split, and assigns the positions in 'train' to validation and
 * training.
 */
function splitData(
  experiment: Experiment,
  task: Task,
  data: OpenDataset,
): Pick<Resolved, 'splits' | 'train' | 'split'> {
  const splits = new Map(Object.entries(data.splits));
  const train = splits.get('train')!;
  for (const examples of splits.values()) checkTakes(experiment, task, examples.targets);
  const request = {
    validation: experiment.validation ?? { fraction: 0.1, seed: 0 },
    examples: experiment.examples,
    seed: experiment.seed,
  };
  const split = splitOf(task, train.targets, train.attributes ?? {}, request);
  return { splits, train, split };
}

/**
 * The number of steps in an epoch.
 * @throws InputError if a network has fewer examples than one batch.
 */
function stepsIn({ batchSize }: Experiment, { train }: TrainSplit, { shards }: ViewRecipe): number {
  const perNetwork = shards ? Math.floor(train.length / shards.count) : train.length;
  const steps = Math.floor(perNetwork / batchSize);
  if (steps === 0) throw batchLargerThanData(batchSize, perNetwork, shards !== undefined);
  return steps;
}
