import {
  createRegistry,
  type ImageBatch,
  inMemory,
  nameOf,
  type OpenDataset,
  pluginsOf,
  type Registry,
  type Use,
  type ViewId,
} from '@codistill/core';
import {
  type EvaluationPart,
  evaluationBatch,
  type NamedPerturbation,
  openDataset,
  viewMaker,
} from '@codistill/core/engine';
import { folderFiles } from '../folderFiles.ts';
import { sharpDecoder } from '../sharpDecoder.ts';
import type { ViewJob } from './job.ts';
import type { Made } from './messages.ts';

/** What a worker makes: the views of a step, and batches of evaluations. */
export interface ViewMaker {
  views(step: number): Promise<Readonly<Record<ViewId, ImageBatch>>>;
  evaluate(part: EvaluationPart): Promise<ImageBatch>;
}

/**
 * What makes views and batches, rebuilt from a job. A dataset that is opened from its index is
 * checked again at every read.
 */
export async function rebuildViews(job: ViewJob): Promise<ViewMaker> {
  const modules = [...new Set(job.needed.map(({ module }) => module))];
  const registry = createRegistry(
    await Promise.all(
      modules.map(async (module) => {
        const wanted = new Set(
          job.needed.filter((one) => one.module === module).map(({ kind, id }) => `${kind}:${id}`),
        );
        const plugins = pluginsOf((await import(module)) as object).filter(({ kind, id }) =>
          wanted.has(`${kind}:${id}`),
        );
        return { module, plugins };
      }),
    ),
  );
  const perturbations = (
    uses: readonly Use[],
    names: readonly string[],
  ): readonly NamedPerturbation[] =>
    uses.map((use, i) => ({
      name: names[i]!,
      perturbation: registry.build('perturbation', use),
      use,
    }));
  const recipe = {
    ...job.facts,
    task: registry.build('task', job.task),
    fitted: job.fitted,
    order: registry.build('order', job.order),
    augment: perturbations(job.augment, job.names.augment),
    pool: perturbations(job.pool, job.names.pool),
    ...(job.when !== undefined && { when: registry.build('perturbationSchedule', job.when) }),
    ...(job.framing && {
      framing: {
        train: registry.build('framing', job.framing.train),
        evaluate: registry.build('framing', job.framing.evaluate),
      },
    }),
  };
  const { splits } = await examplesOf(job, registry);
  return {
    views: viewMaker(recipe, splits['train']!, job.train, job.stepsPerEpoch),
    evaluate: (part) => evaluationBatch(recipe, splits[part.split]!, part),
  };
}

/** The examples, in shared memory or opened again. */
async function examplesOf({ source, stated }: ViewJob, registry: Registry): Promise<OpenDataset> {
  if (source.kind === 'shared')
    // Images in memory have one size.
    return inMemory(stated as Parameters<typeof inMemory>[0], source.splits);
  const { dataset, root, index } = source;
  return openDataset(nameOf(dataset), registry.build('dataset', dataset), folderFiles(root), {
    batchSize: 0,
    decoder: sharpDecoder(),
    index,
  });
}

/** The buffers of views or of a batch, each once, so that they are transferred and not copied. */
export const buffersOf = (made: Made): ArrayBuffer[] => [
  ...new Set(
    batchesOf(made)
      .flatMap(({ pixels, targets, indices }) => [pixels.buffer, targets.buffer, indices.buffer])
      .filter((buffer) => buffer instanceof ArrayBuffer),
  ),
];

/** The pixels of views or of a batch, each once. */
export const pixelsOf = (made: Made): Float32Array[] => [
  ...new Set(batchesOf(made).map(({ pixels }) => pixels)),
];

const batchesOf = (made: Made): readonly ImageBatch[] =>
  isBatch(made) ? [made] : Object.values(made);

const isBatch = (made: Made): made is ImageBatch => ArrayBuffer.isView(made['pixels']);
