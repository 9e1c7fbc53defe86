import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Kind, LoaderRequest, Registry, Use } from '@codistill/core';
import { isUse, nestedKind } from '@codistill/core/engine';
import type { Needed, ViewJob } from './job.ts';
import type { JobExamples } from './source.ts';

/**
 * A job without its examples, or the reason why another thread cannot make the views of this
 * experiment.
 */
export function describeJob(
  { resolved, registry }: LoaderRequest,
  reopens: boolean,
): Omit<ViewJob, keyof JobExamples> | { readonly because: string } {
  const { experiment, recipe, stepsPerEpoch } = resolved;
  const { image, perturb } = experiment;
  const uses = {
    order: experiment.order ?? 'shuffled',
    task: experiment.task ?? 'classification',
    augment: recipe.augment.map(({ use }) => use),
    pool: recipe.pool.map(({ use }) => use),
    ...(perturb && { when: perturb.when }),
    ...(image && { framing: { train: image.train, evaluate: image.evaluate } }),
  };
  const dataset = reopens ? experiment.dataset : undefined;
  const wanted: readonly (readonly [Kind, Use])[] = [
    ['order', uses.order],
    // Every registry has the default task.
    ...(experiment.task === undefined ? [] : [['task', uses.task] as const]),
    ...[...uses.augment, ...uses.pool].map((use) => ['perturbation', use] as const),
    ...(perturb ? [['perturbationSchedule', perturb.when] as const] : []),
    ...(image ? [image.train, image.evaluate].map((use) => ['framing', use] as const) : []),
    ...(dataset === undefined ? [] : [['dataset', dataset] as const]),
  ];
  const needed: Needed[] = [];
  for (const { kind, id, module } of wanted.flatMap(([kind, use]) =>
    reached(registry, kind, use),
  )) {
    if (module === undefined)
      return { because: `the ${kind} "${id}" comes from no module that a thread could import` };
    needed.push({ kind, id, module: importable(module) });
  }
  try {
    structuredClone({ ...uses, dataset });
  } catch {
    return {
      because:
        'an option of a task, perturbation, schedule, order, framing or dataset is code, not data',
    };
  }
  const { task, fitted, framing, order, augment, pool, when, ...facts } = recipe;
  return {
    needed,
    ...uses,
    fitted,
    names: { augment: augment.map(({ name }) => name), pool: pool.map(({ name }) => name) },
    stated: resolved.data.facts,
    facts,
    stepsPerEpoch,
  };
}

/** All plugins of a use: the plugin itself and those named in its options. */
function reached(
  registry: Registry,
  kind: Kind,
  use: Use,
): readonly { readonly kind: Kind; readonly id: string; readonly module: string | undefined }[] {
  const { plugin, options, module } = registry.find(kind, use);
  const inner = Object.entries(options).flatMap(([name, value]) => {
    const schema = plugin.options.shape[name];
    const nested = schema && nestedKind(schema);
    if (!nested) return [];
    return (Array.isArray(value) ? value : [value])
      .filter(isUse)
      .flatMap((one) => reached(registry, nested.kind, one));
  });
  return [{ kind, id: plugin.id, module }, ...inner];
}

/**
 * A specifier that a thread can import: a URL unchanged, a path as a URL. The name of a package is
 * resolved from the working folder and from the running program, because the worker's own folder
 * only sees the packages of @codistill/node.
 */
function importable(module: string): string {
  if (/^[a-z][a-z+.-]+:/.test(module)) return module;
  if (path.isAbsolute(module)) return pathToFileURL(module).href;
  for (const from of [path.join(process.cwd(), 'package.json'), process.argv[1], import.meta.url]) {
    try {
      if (from) return pathToFileURL(createRequire(from).resolve(module)).href;
    } catch {
      // The next place may have it.
    }
  }
  return module;
}
