import type {
  Examples,
  Framing,
  ImageBatch,
  ImageSize,
  Order,
  Perturbation,
  PerturbationSchedule,
} from '../contracts/data.ts';
import type { Use } from '../contracts/experiment.ts';
import type { NetworkId, ViewId } from '../contracts/ids.ts';
import type { BeforeEpochEnds } from '../contracts/moment.ts';
import type { Fitted, Task } from '../contracts/task.ts';
import { cleanView } from '../names/peers.ts';
import { stream } from '../random/stream.ts';
import { normalized, readBatch } from './batch.ts';
import { missingPerturbation, noCleanView } from './errors.ts';
import { framed } from './frame.ts';
import type { ImageShape } from './imageSize.ts';
import { givePixelsBack } from './pixelArrays.ts';

/**
 * A perturbation under the name used in random streams and reports, with the use that builds it in
 * another thread.
 */
export interface NamedPerturbation {
  /** '0:mixup'. */
  readonly name: string;
  readonly perturbation: Perturbation;
  readonly use: Use;
}

/** Which network is perturbed in a step, and with which perturbation. */
export type Perturbed = readonly { readonly network: NetworkId; readonly perturbation: string }[];

/** Everything besides the examples that determines the views of every step. */
export interface ViewRecipe {
  readonly seed: number;
  readonly task: Pick<Task, 'encode' | 'groups'>;
  readonly fitted: Fitted;
  /** The shape of the images of views: the size of the largest that a network sees. */
  readonly imageShape: ImageShape;
  /** The size of the stored images. */
  readonly stored: ImageSize | 'varies';
  /** How images are framed in training and evaluation. Absent: they are as stored. */
  readonly framing?: { readonly train: Framing; readonly evaluate: Framing };
  readonly mean: readonly number[];
  readonly std: readonly number[];
  readonly networks: readonly NetworkId[];
  /** The networks that learn. */
  readonly perturbable: readonly NetworkId[];
  /** All views that some network looks at. */
  readonly viewIds: readonly ViewId[];
  readonly views: 'shared' | 'own';
  /** The number of shards, and the shard of each network. Absent if all networks share the data. */
  readonly shards?: { readonly count: number; readonly of: Readonly<Record<NetworkId, number>> };
  readonly batchSize: number;
  readonly epochs: number;
  readonly order: Order;
  readonly augment: readonly NamedPerturbation[];
  readonly pool: readonly NamedPerturbation[];
  readonly when?: PerturbationSchedule;
}

/** The moment before `step`, as far as the host knows it without results. */
export function momentAt(step: number, stepsPerEpoch: number, epochs: number): BeforeEpochEnds {
  return {
    step,
    epoch: Math.floor(step / stepsPerEpoch),
    stepsPerEpoch,
    epochs,
    progress: step / (stepsPerEpoch * epochs),
  };
}

/** Which network is perturbed at `moment`, drawn from the random stream `perturb/plan`. */
export function perturbedAt(
  { when, pool, perturbable, seed }: ViewRecipe,
  moment: BeforeEpochEnds,
): Perturbed {
  if (!when || pool.length === 0) return [];
  return when.plan(
    moment,
    stream(seed, 'perturb/plan', moment.step),
    perturbable,
    pool.map(({ name }) => name),
  );
}

/**
 * A function that makes the views of a step: it reads pixels by index, augments them, applies the
 * perturbations in pixel space, normalizes, and applies the perturbations in normalized space. It
 * is a pure function of the step. Networks with the same view share one object. `train` are
 * positions in `examples`.
 */
export function viewMaker(
  recipe: ViewRecipe,
  examples: Examples,
  train: Int32Array,
  stepsPerEpoch: number,
): (step: number) => Promise<Readonly<Record<ViewId, ImageBatch>>> {
  const shards = shardsOf(recipe, train.length);
  const batchOf = batchPositions(recipe, examples, train, stepsPerEpoch, shards);
  return async (step) => {
    const moment = momentAt(step, stepsPerEpoch, recipe.epochs);
    const read = batchReader(recipe, examples, step);
    const asked = once<Promise<ImageBatch>>();
    const raw = (shard: number, streams: string) =>
      asked.of(`${shard}|${streams}`, () => {
        const indices = batchOf(shard, moment);
        const positions = indices.map((i) => train[i]!);
        return read(positions, indices, streams);
      });
    const viewOf = viewsOf(recipe, raw, perturbedAt(recipe, moment), step);
    const views = Object.fromEntries(
      await Promise.all(recipe.viewIds.map(async (id) => [id, await viewOf(id)] as const)),
    );
    giveUnseenBack(await Promise.all(asked.values()), Object.values(views));
    return views;
  };
}

/** Gives the arrays of batches back that no view shows. */
function giveUnseenBack(batches: readonly ImageBatch[], views: readonly ImageBatch[]): void {
  const seen = new Set(views.map(({ pixels }) => pixels.buffer));
  givePixelsBack(batches.map(({ pixels }) => pixels).filter(({ buffer }) => !seen.has(buffer)));
}

/**
 * Reads the batch of a step, before anything is applied to it. Each example is framed by a stream
 * of its own, '<streams>/frame/<row>'. What has the same examples and boxes is read once.
 */
function batchReader(
  recipe: ViewRecipe,
  examples: Examples,
  step: number,
): (positions: Int32Array, indices: Int32Array, streams: string) => Promise<ImageBatch> {
  const batches = once<Promise<ImageBatch>>();
  return async (positions, indices, streams) => {
    const boxes =
      recipe.framing &&
      (await framed(recipe.framing.train, examples, positions, recipe.stored, (row) =>
        stream(recipe.seed, `${streams}/frame/${row}`, step),
      ));
    return batches.of(`${positions.join()}|${boxes?.join()}`, () => {
      const targets = recipe.task.encode(examples.targets, positions, recipe.fitted);
      return readBatch(examples, positions, indices, recipe, targets, boxes);
    });
  };
}

/** Keeps what `make` made when it was first called with the same key. */
function once<T>() {
  const made = new Map<string, T>();
  return {
    of(key: string, make: () => T): T {
      const value = made.get(key) ?? make();
      made.set(key, value);
      return value;
    },
    values: () => [...made.values()],
  };
}

/** Positions among the examples trained on, by shard; one shard where networks share them. */
function shardsOf({ shards }: ViewRecipe, size: number): readonly (readonly number[])[] {
  const positions = Array.from({ length: size }, (_, i) => i);
  if (!shards) return [positions];
  return Array.from({ length: shards.count }, (_, shard) =>
    positions.filter((i) => i % shards.count === shard),
  );
}

/** The positions among `train` that the batch of a shard contains, in the order of its epoch. */
function batchPositions(
  { seed, order: drawn, batchSize, shards: own, task }: ViewRecipe,
  examples: Examples,
  train: Int32Array,
  stepsPerEpoch: number,
  shards: readonly (readonly number[])[],
): (shard: number, moment: BeforeEpochEnds) => Int32Array {
  const orders = new Map<string, Int32Array>();
  // An order that needs no groups sees one group.
  const groupOf = task.groups?.(examples.targets) ?? new Int32Array(examples.size);
  return (shard, { epoch, step }) => {
    const key = `${shard}/${epoch}`;
    let order = orders.get(key);
    if (!order) {
      const members = shards[shard]!;
      const groups = Int32Array.from(members, (i) => groupOf[train[i]!]!);
      const rng = stream(seed, own ? `data/order/${shard}` : 'data/order', epoch);
      order = drawn.epoch(groups, batchSize, rng).map((i) => members[i]!);
      for (const old of orders.keys()) if (old.startsWith(`${shard}/`)) orders.delete(old);
      orders.set(key, order);
    }
    const start = (step % stepsPerEpoch) * batchSize;
    return order.slice(start, start + batchSize);
  };
}

/** The views of one step by id, from the batch of each shard. Equal views are one object. */
function viewsOf(
  recipe: ViewRecipe,
  raw: (shard: number, streams: string) => Promise<ImageBatch>,
  perturbed: Perturbed,
  step: number,
): (id: ViewId) => Promise<ImageBatch> {
  const made = once<Promise<ImageBatch>>();
  const make = (shard: number, streams: string, network?: NetworkId): Promise<ImageBatch> => {
    const mine = perturbed.filter((each) => each.network === network);
    const applied = [
      ...recipe.augment.map((each) => ({
        perturbation: each.perturbation,
        name: `${streams}/${each.name}`,
      })),
      ...mine.map((each) => ({
        perturbation: poolMember(recipe, each.perturbation),
        name: `perturb/${network}/${each.perturbation}`,
      })),
    ];
    const run = (batch: ImageBatch, space: Perturbation['space']) =>
      applied
        .filter(({ perturbation }) => perturbation.space === space)
        .reduce((view, { perturbation, name }) => {
          const next = perturbation.apply(view, stream(recipe.seed, name, step));
          if (view !== batch && next.pixels.buffer !== view.pixels.buffer)
            givePixelsBack([view.pixels]);
          return next;
        }, batch);
    return made.of(`${shard}|${streams}|${mine.length > 0 ? network : ''}`, () =>
      raw(shard, streams).then((batch) => {
        const changed = run(batch, 'pixels');
        // Other views have the pixels of the batch itself.
        const own = changed.pixels !== batch.pixels;
        return run(normalized(changed, recipe, own), 'normalized');
      }),
    );
  };
  const { networks, shards: own, views } = recipe;
  return async (id) => {
    const shard = own?.of[id] ?? 0;
    if (networks.includes(id))
      return make(shard, views === 'own' ? `view/${id}` : own ? `augment/${shard}` : 'augment', id);
    if (own) throw noCleanView(id);
    return make(shard, id === cleanView ? 'augment' : `view/${id}`);
  };
}

function poolMember({ pool }: ViewRecipe, name: string): Perturbation {
  const found = pool.find((member) => member.name === name);
  if (!found)
    throw missingPerturbation(
      name,
      pool.map((member) => member.name),
    );
  return found.perturbation;
}
