import type { OpenDataset } from '../contracts/data.ts';
import type { Experiment, Use } from '../contracts/experiment.ts';
import type { Registry } from '../plugins/registry.ts';
import { looksOf, type Setup } from '../step/setup.ts';
import { nameOf } from '../use.ts';
import { isLearner } from './networks.ts';
import type { NamedPerturbation, ViewRecipe } from './views.ts';

/** The plugins that make the views. */
export type Views = Pick<ViewRecipe, 'order' | 'augment' | 'pool' | 'when' | 'framing'>;
type Rows = Pick<ViewRecipe, 'task' | 'fitted'>;

/** Builds the plugins that make the views. */
export function buildViews(experiment: Experiment, registry: Registry): Views {
  const order = registry.build('order', experiment.order ?? 'shuffled');
  const perturbations = (uses: readonly Use[]) =>
    uses.map((use, i) => ({
      ...named(use, i),
      perturbation: registry.build('perturbation', use),
      use,
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

/** '0:mixup': the name of a perturbation in random streams and reports. */
const named = (use: Use, index: number): Pick<NamedPerturbation, 'name'> => ({
  name: `${index}:${nameOf(use)}`,
});

/** How the views of every step are made. */
export function recipeOf(
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
