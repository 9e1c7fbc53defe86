import {
  type Checkpoint,
  changedSources,
  checkResume,
  decodeCheckpoint,
} from '../checkpoint/checkpoint.ts';
import { changedSince, otherSources } from '../checkpoint/errors.ts';
import type { ImageBatch } from '../contracts/data.ts';
import type { Experiment } from '../contracts/experiment.ts';
import type { Loader } from '../contracts/loader.ts';
import type { RunBegin } from '../contracts/observer.ts';
import type { Program } from '../contracts/program.ts';
import { evaluationBatches } from '../data/evaluationBatches.ts';
import { fingerprintOf } from '../data/fingerprint.ts';
import { noDecoder } from '../data/noDecoder.ts';
import { passSize } from '../data/passExamples.ts';
import { givePixelsBack } from '../data/pixelArrays.ts';
import { type Resolved, resolveExperiment } from '../data/resolve.ts';
import { viewMaker } from '../data/views.ts';
import { stepDefinition } from '../step/step.ts';
import { checkState } from '../step/weights.ts';
import { beginRun } from './beginRun.ts';
import type { Close } from './closeAll.ts';
import { checkObserverNames, savedIn } from './observerStates.ts';
import type { LoaderRequest, TrainOptions } from './options.ts';
import { type Place, start } from './place.ts';

/** A run with everything that it needs, before its first remaining step. */
export interface Opened {
  readonly resolved: Resolved;
  readonly engine: Checkpoint['engine'];
  /** What the run is made of besides its experiment. */
  readonly sources: Readonly<Record<string, string>>;
  /** Where the run begins or resumes. */
  readonly place: Place;
  readonly program: Program;
  readonly loader: Loader;
}

/** A loader that makes views and batches when the run requests them. */
export function inlineLoader({ resolved }: LoaderRequest): Loader {
  let shown: readonly ImageBatch[] = [];
  const make = viewMaker(
    resolved.recipe,
    resolved.train,
    resolved.split.train,
    resolved.stepsPerEpoch,
  );
  return {
    async views(step) {
      givePixelsBack(shown.map(({ pixels }) => pixels));
      const views = await make(step);
      shown = Object.values(views);
      return views;
    },
    evaluate: (pass) => evaluationBatches(resolved.recipe, resolved.splits, pass),
    close: async () => {},
  };
}

/**
 * Resolves the experiment and makes the checks that are possible before training. Then it opens the
 * program, which holds the state, and the loader, and begins the observers. Adds how to close each
 * of them to `opened`.
 */
export async function openRun(
  experiment: Experiment,
  options: TrainOptions,
  opened: Close[],
): Promise<Opened> {
  const { runtime, observers = [] } = options;
  checkObserverNames(observers);
  const { registry, files, decoder = noDecoder, cache, notice } = options;
  const resolved = await resolveExperiment(experiment, registry, files, {
    decoder,
    ...(cache && { cache }),
    ...(notice && { notice }),
  });
  opened.push(async () => resolved.data.close?.());
  const engine = {
    name: runtime.name,
    device: runtime.device,
    threads: options.threads ?? 'default',
  };
  const from = options.resumePath ?? 'the checkpoint';
  const resumed = options.resume && decodeCheckpoint(options.resume, from);
  if (resumed) checkResume(resumed, resolved, engine, from);
  const sources = await sourcesOf(resolved, options);
  const changed = resumed ? changedSources(resumed, sources) : [];
  if (changed.length > 0) {
    const sentence = otherSources(from, changed);
    if (!options.anyway) throw changedSince(sentence);
    options.anyway(sentence);
  }
  const saved = resumed ? savedIn(resumed, observers, from) : new Map<string, string>();
  const { state, metrics } = await beginRun(resolved, options);
  if (resumed) checkState(resumed.state, state, from);

  const program = await runtime.program(stepDefinition(resolved.setup));
  opened.push(() => program.dispose());
  const loader = await (options.loader ?? inlineLoader)({
    resolved,
    registry,
    files,
    decoder,
    fromStep: resumed?.step ?? 0,
  });
  opened.push(() => loader.close());
  await program.load(resumed?.state ?? state);
  const given = { ...aboutRun(resolved), metrics };
  for (const observer of observers) {
    const [folder, own] = [options.observerFiles?.(observer.name), saved.get(observer.name)];
    await observer.begin?.({
      ...given,
      ...(folder && { files: folder }),
      ...(own !== undefined && { resumed: { step: resumed!.step, saved: own } }),
    });
    opened.push((how) => observer.close?.(how));
  }
  return { resolved, engine, sources, place: placeOf(resumed), program, loader };
}

/** What a run is made of. A dataset without an index or several sizes has no image files. */
const sourcesOf = async (
  { data }: Resolved,
  { decoder, sources }: TrainOptions,
): Promise<Readonly<Record<string, string>>> => ({
  ...sources,
  data: await fingerprintOf(data),
  ...(decoder &&
    (data.facts.size === 'varies' || data.index !== undefined) && { decoder: decoder.name }),
});

/** The place of a checkpoint, without its state, which the program has taken. */
function placeOf(resumed: Checkpoint | undefined): Place {
  if (!resumed) return start;
  const { step, history, open, stop } = resumed;
  return { step, history, open, ...(stop && { stop }) };
}

/** What observers are told about a run. */
function aboutRun(resolved: Resolved): Omit<RunBegin, 'metrics'> {
  const { experiment, data, task, fitted, split, splits, passes, stepsPerEpoch } = resolved;
  const evaluated = passes.map((pass) => [pass.name, passSize(splits, pass)] as const);
  return {
    experiment: JSON.parse(JSON.stringify(experiment)) as Experiment,
    fitted,
    main: task.metrics[0],
    facts: data.facts,
    examples: { train: split.train.length, ...Object.fromEntries(evaluated) },
    stepsPerEpoch,
  };
}
