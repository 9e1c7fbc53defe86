import {
  type Examples,
  type ImageBatch,
  nameOf,
  type PerturbationSchedule,
  type Use,
} from '@codistill/core';
import { evaluationBatch, type Resolved, type ViewRecipe, viewMaker } from '@codistill/core/engine';

/** An image of a contact sheet. */
export interface SheetImage {
  /** [height, width, channels], from 0 to 255. */
  readonly pixels: Uint8Array;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** What it is labelled with here, in lines: one, or two of an image that is mixed. */
  readonly caption?: readonly string[];
}

/** A row of a contact sheet: the same examples, in one state. */
export interface SheetRow {
  readonly title: string;
  readonly images: readonly SheetImage[];
}

/** The longest side at which stored images are read. */
const longestSide = 224;

/**
 * What networks see of the first `count` examples of the first step: as they are stored, framed,
 * after each augmentation alone, after each perturbation alone, and as a network sees them in
 * training, all together. They are the views of the run itself, from the same random streams.
 */
export async function sheetRows(resolved: Resolved, count: number): Promise<SheetRow[]> {
  const { recipe, split, train } = resolved;
  const { image } = resolved.experiment;
  const network = recipe.perturbable[0] ?? recipe.networks[0]!;
  const plain: ViewRecipe = { ...without(recipe), viewIds: [network] };
  const seen = async (changed: Partial<ViewRecipe>): Promise<ImageBatch> => {
    const made = { ...plain, ...changed };
    return (await viewMaker(made, train, split.train, resolved.stepsPerEpoch)(0))[network]!;
  };
  const before = await seen({});
  const positions = before.indices.slice(0, count).map((i) => split.train[i]!);
  const caption = captionOf(resolved);
  const row = (title: string, batch: ImageBatch, labelled = false): SheetRow => ({
    title,
    images: imagesOf(batch, recipe, positions.length).map((image, i) => {
      const text = labelled ? caption(batch, i) : undefined;
      return text === undefined ? image : { ...image, caption: text };
    }),
  });
  const { framing, augment, pool } = recipe;
  const rows: SheetRow[] = [];
  if (framing) rows.push({ title: 'as stored', images: await storedImages(resolved, positions) });
  rows.push(
    row(framing ? `framed for training${byName(image?.train)}` : 'as stored', before, true),
  );
  if (framing) {
    const part = { role: 'train', split: 'train', positions };
    const evaluated = await evaluationBatch(
      { ...recipe, batchSize: positions.length },
      train,
      part,
    );
    rows.push(row(`framed for evaluation${byName(image?.evaluate)}`, evaluated));
  }
  for (const one of augment)
    rows.push(row(`augmented: ${plainName(one.name)}`, await seen({ augment: [one] }), true));
  for (const one of pool)
    rows.push(
      row(
        `perturbed: ${plainName(one.name)}`,
        await seen({ pool: [one], when: always, perturbable: [network] }),
        true,
      ),
    );
  if (augment.length + pool.length > 1) {
    const { when } = recipe;
    const whole = await seen({ augment, pool, ...(when && { when }) });
    rows.push(row(`in training: network ${network}, step 1`, whole, true));
  }
  return rows;
}

const byName = (use: Use | undefined) => (use === undefined ? '' : `: ${nameOf(use)}`);

/** 'mixup' of '0:mixup'. */
const plainName = (name: string) => name.slice(name.indexOf(':') + 1);

/** The recipe that neither augments nor perturbs. */
function without({ when: _when, ...recipe }: ViewRecipe): ViewRecipe {
  return { ...recipe, augment: [], pool: [] };
}

/** Perturbs the one network by the one member of the pool. */
const always: PerturbationSchedule = {
  plan: (_moment, _rng, [network], [perturbation]) => [
    { network: network!, perturbation: perturbation! },
  ],
};

/** The whole images, in their own shape. */
async function storedImages(
  { data: { facts }, train }: Resolved,
  positions: Int32Array,
): Promise<SheetImage[]> {
  const shapes = await train.shapes?.(positions);
  const read = async (at: number, i: number): Promise<SheetImage> => {
    const { size, channels } = facts;
    const height = shapes ? shapes[2 * i]! : (size as { height: number }).height;
    const width = shapes ? shapes[2 * i + 1]! : (size as { width: number }).width;
    const scale = Math.min(1, longestSide / Math.max(height, width));
    const shown = {
      height: Math.max(1, Math.round(height * scale)),
      width: Math.max(1, Math.round(width * scale)),
    };
    const pixels = await (train as Examples).read(Int32Array.of(at), shown);
    return { pixels, ...shown, channels };
  };
  return Promise.all(Array.from(positions, read));
}

/** The first images of a normalized batch, as pixels. */
function imagesOf(batch: ImageBatch, { mean, std }: ViewRecipe, count: number): SheetImage[] {
  const [, height, width, channels] = batch.shape;
  const each = height * width * channels;
  return Array.from({ length: count }, (_, i) => ({
    height,
    width,
    channels,
    pixels: Uint8Array.from(batch.pixels.subarray(i * each, (i + 1) * each), (value, at) => {
      const channel = at % channels;
      return Math.max(0, Math.min(255, Math.round(255 * (value * std[channel]! + mean[channel]!))));
    }),
  }));
}

/** What the targets of a batch say of one of its examples. */
function captionOf({
  fitted: { outputs, names: own },
  task,
  data: { facts },
}: Resolved): (batch: ImageBatch, index: number) => readonly string[] {
  const names = own ?? (facts.names?.length === outputs ? facts.names : undefined);
  const nameAt = (k: number) => names?.[k] ?? String(k);
  return ({ targets }, index) => {
    const row = Array.from(targets.subarray(index * outputs, (index + 1) * outputs));
    if (task.distribution === 'gaussian') return [row.map((value) => value.toFixed(2)).join(', ')];
    const shares = row
      .map((share, k) => ({ share, k }))
      .filter(({ share }) => share > 0.005)
      .sort((a, b) => b.share - a.share || a.k - b.k);
    return shares
      .slice(0, 2)
      .map(({ share, k }) =>
        share > 0.995 ? nameAt(k) : `${nameAt(k)} (${Math.round(100 * share)} %)`,
      );
  };
}
