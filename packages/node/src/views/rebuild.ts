import { createRegistry, type ImageBatch, pluginsOf, type Use, type ViewId } from '@codistill/core';
import { type NamedPerturbation, viewMaker } from '@codistill/core/engine';
import type { ViewJob } from './job.ts';
import { sharedExamples } from './share.ts';

/** The function that makes the views of a step, rebuilt from a job. */
export async function rebuildViews(
  job: ViewJob,
): Promise<(step: number) => Promise<Readonly<Record<ViewId, ImageBatch>>>> {
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
  };
  const examples = sharedExamples(job.pixels, job.targets);
  const everyone = Int32Array.from({ length: examples.size }, (_, i) => i);
  return viewMaker(recipe, examples, everyone, job.stepsPerEpoch);
}

/** The buffers of views, each once, so that they are transferred rather than copied. */
export const buffersOf = (views: Readonly<Record<ViewId, ImageBatch>>): ArrayBuffer[] => [
  ...new Set(
    Object.values(views)
      .flatMap(({ pixels, targets, indices }) => [pixels.buffer, targets.buffer, indices.buffer])
      .filter((buffer) => buffer instanceof ArrayBuffer),
  ),
];
