import type {
  Dataset,
  Examples,
  Files,
  Order,
  Perturbation,
  PerturbationSchedule,
} from '../contracts/data.ts';
import type { Experiment, NetworkSpec, ScheduleUse, Use } from '../contracts/experiment.ts';
import type { StrategySetting } from '../contracts/flow.ts';
import type { NetworkId } from '../contracts/ids.ts';
import type { Schedule } from '../contracts/moment.ts';
import { checkHolds } from '../flow/checkHolds.ts';
import type { Registry } from '../plugins/registry.ts';
import { looksOf, type NetworkSetup, type Setup } from '../step/setup.ts';
import { nameOf } from '../use.ts';
import { badFollow, batchLargerThanData } from './errors.ts';
import { parseExperiment } from './experiment.ts';
import { openSplits } from './openSplits.ts';
import { tryMoments, within } from './scheduleValues.ts';
import { splitTrain, type TrainSplit } from './split.ts';
import type { NamedPerturbation, ViewRecipe } from './views.ts';

/**
 * An experiment with its parts built, its data opened and split, and all that can be wrong with
 * them found.
 */
export interface Resolved {
  readonly experiment: Experiment;
  readonly setup: Setup;
  readonly dataset: Dataset;
  /** Every split of the dataset, opened once and checked. */
  readonly splits: ReadonlyMap<string, Examples>;
  /** Of `splits`. */
  readonly train: Examples;
  readonly split: TrainSplit;
  readonly recipe: ViewRecipe;
  readonly rates: Readonly<Record<NetworkId | 'strategy', Schedule>>;
  /** What a following network takes of its source, at a moment. */
  readonly follow: Readonly<Record<NetworkId, Schedule>>;
  readonly stepsPerEpoch: number;
}

/**
 * Builds an experiment. @throws InputError where a name, an option, a network or the data is not as
 * it must be.
 */
export async function resolveExperiment(
  given: Experiment,
  registry: Registry,
  files: Files,
): Promise<Resolved> {
  const experiment = parseExperiment(given);
  const specs = Object.entries(experiment.networks);
  const dataset = registry.build('dataset', experiment.dataset);
  const optimizer = registry.build('optimizer', experiment.optimizer);
  const strategy = registry.build('strategy', experiment.strategy);
  const order: Order = registry.build('order', experiment.order ?? 'shuffled');
  const perturbations = (uses: readonly Use[]) =>
    uses.map((use, i) => ({
      ...named(use, i),
      perturbation: registry.build('perturbation', use) as Perturbation,
      use,
      module: registry.find('perturbation', use).module,
    }));
  const augment = perturbations(experiment.augment ?? []);
  const pool = perturbations(experiment.perturb?.pool ?? []);
  const when: PerturbationSchedule | undefined =
    experiment.perturb && registry.build('perturbationSchedule', experiment.perturb.when);

  const networks: NetworkSetup[] = specs.map(([id, spec]) => ({
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
  }));
  const follow = Object.fromEntries(
    specs.flatMap(([id, { follows }]) =>
      follows ? [[id, followSchedule(id, follows, registry)] as const] : [],
    ),
  );
  checkFollowing(experiment);

  const { splits, train, split } = await openData(experiment, dataset, files);
  const shards = experiment.shards === 'own' ? shardsOf(experiment) : undefined;
  const setting: StrategySetting = {
    distribution: 'categorical',
    classes: dataset.classes,
    examples: split.train.length,
    batchSize: experiment.batchSize,
    epochs: experiment.epochs,
    networks: networks.map((network) => ({
      id: network.id,
      heads: network.backbone.heads,
      learns: network.optimizer !== undefined,
      ...(network.follows && { follows: network.follows.network }),
    })),
  };
  checkHolds(nameOf(experiment.strategy), strategy, setting.distribution);
  const setup: Setup = {
    networks,
    strategy,
    optimizer,
    ...clip(experiment.clipNorm),
    setting,
    imageShape: dataset.imageShape,
    seed: experiment.seed,
    update: experiment.update ?? 'simultaneous',
    precision: experiment.precision ?? 'float32',
    randomness: experiment.randomness ?? 'fed',
  };
  const ids = networks.map(({ id }) => id);
  const recipe: ViewRecipe = {
    seed: experiment.seed,
    classes: dataset.classes,
    imageShape: dataset.imageShape,
    mean: dataset.mean,
    std: dataset.std,
    networks: ids,
    perturbable: setting.networks.filter(({ learns }) => learns).map(({ id }) => id),
    viewIds: [...new Set([...ids, ...looksOf(setup).map(({ view }) => view)])],
    views: experiment.views ?? 'shared',
    ...(shards && { shards }),
    batchSize: experiment.batchSize,
    epochs: experiment.epochs,
    order,
    augment,
    pool,
    ...(when && { when }),
  };
  const perNetwork = shards ? Math.floor(split.train.length / shards.count) : split.train.length;
  const stepsPerEpoch = Math.floor(perNetwork / experiment.batchSize);
  if (stepsPerEpoch === 0)
    throw batchLargerThanData(experiment.batchSize, perNetwork, shards !== undefined);
  const rates = ratesOf(experiment, registry);
  tryMoments({ epochs: experiment.epochs, stepsPerEpoch }, (moment) => {
    for (const schedule of [...Object.values(rates), ...Object.values(follow)]) schedule(moment);
  });
  return {
    experiment,
    setup,
    dataset,
    splits,
    train,
    split,
    recipe,
    rates,
    follow,
    stepsPerEpoch,
  };
}

/** Every split opened and checked, and the positions in 'train' that each purpose gets. */
async function openData(
  experiment: Experiment,
  dataset: Dataset,
  files: Files,
): Promise<Pick<Resolved, 'splits' | 'train' | 'split'>> {
  const name = nameOf(experiment.dataset);
  const splits = await openSplits(name, dataset, files, experiment.batchSize);
  const train = splits.get('train')!;
  const split = splitTrain(train.labels, {
    classes: dataset.classes,
    validation: experiment.validation ?? { fraction: 0.1, seed: 0 },
    examples: experiment.examples,
    seed: experiment.seed,
  });
  return { splits, train, split };
}

const clip = (clipNorm: number | undefined) => (clipNorm === undefined ? {} : { clipNorm });
const isLearner = (spec: NetworkSpec) => !spec.frozen && !spec.follows;

/** '0:mixup': what a perturbation is called in streams and reports. */
const named = (use: Use, index: number): Pick<NamedPerturbation, 'name'> => ({
  name: `${index}:${nameOf(use)}`,
});

/** The learning rate of every network, and of the strategy's own parameters. */
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
 * A shard for each network that learns; a follower sees its source's, a frozen network the first.
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
