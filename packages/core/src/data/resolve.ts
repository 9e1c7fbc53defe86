import type { Dataset, Examples, Files, OpenDataset, Opening } from '../contracts/data.ts';
import type { Experiment, NetworkSpec, ScheduleUse, Use } from '../contracts/experiment.ts';
import type { NetworkId } from '../contracts/ids.ts';
import type { Schedule } from '../contracts/moment.ts';
import type { Optimizer } from '../contracts/state.ts';
import type { Fitted, Pass, Task, TrainSplit } from '../contracts/task.ts';
import { checkHolds } from '../flow/checkHolds.ts';
import { checkIdle } from '../flow/checkIdle.ts';
import type { Registry } from '../plugins/registry.ts';
import { looksOf, type Setup } from '../step/setup.ts';
import { checkOrder } from '../task/checkOrder.ts';
import { checkTakes } from '../task/checkTakes.ts';
import { passesOf } from '../task/passesOf.ts';
import { splitOf } from '../task/splitOf.ts';
import { nameOf } from '../use.ts';
import { badFollow, batchLargerThanData, largerImage, noImageSize, sizesVary } from './errors.ts';
import { parseExperiment } from './experiment.ts';
import { imageSizeOf, sameSize } from './imageSize.ts';
import { openDataset } from './openDataset.ts';
import { tryMoments, within } from './scheduleValues.ts';
import type { NamedPerturbation, ViewRecipe } from './views.ts';

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
  readonly rates: Readonly<Record<NetworkId | 'strategy', Schedule>>;
  /** How far each following network moves towards its source, as a schedule. */
  readonly follow: Readonly<Record<NetworkId, Schedule>>;
  readonly stepsPerEpoch: number;
}

/**
 * Builds an experiment: its plugins, networks and data.
 * @throws InputError if a name, an option, a network or the data is invalid.
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
  const { data, splits, train, split } = await openData(experiment, dataset, task, files, opening);
  const fitted = task.fit(train.targets, split.train, data.facts);
  const setup = setupOf(
    experiment,
    { networks, strategy, optimizer, task },
    data,
    fitted,
    split.train.length,
  );
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

/** The networks. `optimizer` trains the networks that name no optimizer of their own. */
const buildNetworks = (
  experiment: Experiment,
  optimizer: Optimizer,
  registry: Registry,
): Setup['networks'] =>
  Object.entries(experiment.networks).map(([id, spec]) => ({
    id,
    backbone: registry.build('backbone', spec.backbone),
    ...(isLearner(spec) && {
      optimizer:
        spec.optimizer === undefined ? optimizer : registry.build('optimizer', spec.optimizer),
    }),
    ...(spec.follows && {
      follows: { network: spec.follows.network, training: spec.follows.training ?? false },
    }),
    ...clip(spec.clipNorm ?? experiment.clipNorm),
    ...ownSize(id, spec, experiment),
  }));

/**
 * The size of the images of a network that sees smaller ones than the experiment's views.
 * @throws InputError if it is larger, or if the experiment states no size.
 */
function ownSize(
  id: NetworkId,
  { image }: NetworkSpec,
  experiment: Experiment,
): Pick<Setup['networks'][number], 'imageSize'> {
  if (image === undefined) return {};
  if (!experiment.image) throw noImageSize(id);
  const [own, all] = [imageSizeOf(image), imageSizeOf(experiment.image.size)];
  if (own.height > all.height || own.width > all.width) throw largerImage(id, own, all);
  return sameSize(own, all) ? {} : { imageSize: own };
}

type Views = Pick<ViewRecipe, 'order' | 'augment' | 'pool' | 'when' | 'framing'>;
type Rows = Pick<ViewRecipe, 'task' | 'fitted'>;

/** The plugins that make the views. */
function buildViews(experiment: Experiment, registry: Registry): Views {
  const order = registry.build('order', experiment.order ?? 'shuffled');
  const perturbations = (uses: readonly Use[]) =>
    uses.map((use, i) => ({
      ...named(use, i),
      perturbation: registry.build('perturbation', use),
      use,
      module: registry.find('perturbation', use).module,
    }));
  const augment = perturbations(experiment.augment ?? []);
  const pool = perturbations(experiment.perturb?.pool ?? []);
  const when =
    experiment.perturb && registry.build('perturbationSchedule', experiment.perturb.when);
  const framing = experiment.image && {
    train: registry.build('framing', experiment.image.train),
    evaluate: registry.build('framing', experiment.image.evaluate),
  };
  return { order, augment, pool, ...(when && { when }), ...(framing && { framing }) };
}

/**
 * The shape of the images of views.
 * @throws InputError if the stored images have several sizes and the experiment states none.
 */
function imageShapeOf({ dataset, image }: Experiment, { facts }: OpenDataset): Setup['imageShape'] {
  const size = image ? imageSizeOf(image.size) : facts.size;
  if (size === 'varies') throw sizesVary(nameOf(dataset));
  return [size.height, size.width, facts.channels];
}

function setupOf(
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
    networks,
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

function recipeOf(
  experiment: Experiment,
  setup: Setup,
  { facts: { size, mean, std } }: OpenDataset,
  made: Views & Rows,
): ViewRecipe {
  const ids = setup.networks.map(({ id }) => id);
  const shards = experiment.shards === 'own' ? shardsOf(experiment) : undefined;
  return {
    seed: experiment.seed,
    imageShape: setup.imageShape,
    stored: size,
    mean,
    std,
    networks: ids,
    perturbable: setup.setting.networks.filter(({ learns }) => learns).map(({ id }) => id),
    viewIds: [...new Set([...ids, ...looksOf(setup).map(({ view }) => view)])],
    views: experiment.views ?? 'shared',
    ...(shards && { shards }),
    batchSize: experiment.batchSize,
    epochs: experiment.epochs,
    ...made,
  };
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

/** How far following networks move towards their sources. */
const followSchedules = ({ networks }: Experiment, registry: Registry): Resolved['follow'] =>
  Object.fromEntries(
    Object.entries(networks).flatMap(([id, { follows }]) =>
      follows ? [[id, followSchedule(id, follows, registry)] as const] : [],
    ),
  );

/**
 * Opens and checks every split, and assigns the positions in 'train' to validation and training.
 */
async function openData(
  experiment: Experiment,
  dataset: Dataset,
  task: Task,
  files: Files,
  opening: Partial<Opening>,
): Promise<Pick<Resolved, 'data' | 'splits' | 'train' | 'split'>> {
  const size = experiment.image && imageSizeOf(experiment.image.size);
  const data = await openDataset(nameOf(experiment.dataset), dataset, files, {
    ...opening,
    batchSize: experiment.batchSize,
    ...(size && { size }),
  });
  const splits = new Map(Object.entries(data.splits));
  const train = splits.get('train')!;
  for (const examples of splits.values()) checkTakes(experiment, task, examples.targets);
  const request = {
    validation: experiment.validation ?? { fraction: 0.1, seed: 0 },
    examples: experiment.examples,
    seed: experiment.seed,
  };
  const split = splitOf(task, train.targets, train.attributes ?? {}, request);
  return { data, splits, train, split };
}

const clip = (clipNorm: number | undefined) => (clipNorm === undefined ? {} : { clipNorm });
const isLearner = (spec: NetworkSpec) => !spec.frozen && !spec.follows;

/** '0:mixup': the name of a perturbation in random streams and reports. */
const named = (use: Use, index: number): Pick<NamedPerturbation, 'name'> => ({
  name: `${index}:${nameOf(use)}`,
});

/** The learning rates of all networks and of the strategy's own parameters. */
function ratesOf({ networks, learningRate }: Experiment, registry: Registry): Resolved['rates'] {
  const rate = (what: string, use: ScheduleUse) =>
    within(registry.build('schedule', use), { what, least: 0, most: Number.MAX_VALUE });
  return Object.fromEntries([
    ...Object.entries(networks).map(([id, spec]) => [
      id,
      rate(`The learning rate of the network "${id}"`, spec.learningRate ?? learningRate),
    ]),
    ['strategy', rate("The learning rate of the strategy's own parameters", learningRate)],
  ]) as Resolved['rates'];
}

function followSchedule(
  id: NetworkId,
  follows: NonNullable<NetworkSpec['follows']>,
  registry: Registry,
): Schedule {
  if ('everySteps' in follows) return ({ step }) => ((step + 1) % follows.everySteps === 0 ? 1 : 0);
  const what = `The decay of the network "${id}"`;
  const decay = within(registry.build('schedule', follows.decay), { what, least: 0, most: 1 });
  return (moment) => 1 - decay(moment);
}

/**
 * Assigns one shard to each network that learns. A follower gets the shard of its source; a frozen
 * network gets the first shard.
 */
function shardsOf({ networks }: Experiment): NonNullable<ViewRecipe['shards']> {
  const learners = Object.keys(networks).filter((id) => isLearner(networks[id]!));
  const of = Object.entries(networks).map(
    ([id, spec]) => [id, Math.max(0, learners.indexOf(spec.follows?.network ?? id))] as const,
  );
  return { count: Math.max(1, learners.length), of: Object.fromEntries(of) };
}

function checkFollowing({ networks }: Experiment): void {
  for (const [id, { follows, backbone }] of Object.entries(networks)) {
    if (!follows) continue;
    const source = networks[follows.network];
    const same = source && JSON.stringify(source.backbone) === JSON.stringify(backbone);
    if (!source || source.follows || source.frozen || !same)
      throw badFollow(id, follows.network, Object.keys(networks), !same);
  }
}
