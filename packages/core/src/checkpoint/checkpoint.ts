import type { Experiment } from '../contracts/experiment.ts';
import type { HostTensor, TrainState } from '../contracts/state.ts';
import type { Fitted } from '../contracts/task.ts';
import { flattenState, unflattenState } from '../step/state.ts';
import { anotherEngine, anotherExperiment, anotherFit, notCheckpoint } from './errors.ts';
import { decodeSafetensors, encodeSafetensors } from './safetensors.ts';

/** The version of the checkpoint layout. */
export const checkpointFormat = 'codistill/2';
/**
 * The layout of version 0.1.0. It differs only in what observers saved: by position, not by name.
 */
const positionalFormat = 'codistill/1';

/** Sums of the step metrics of the unfinished epoch, over `count` steps. */
export interface EpochSums {
  readonly count: number;
  readonly sums: Readonly<Record<string, number>>;
}

/** The state of a run between two steps. */
export interface Checkpoint {
  /** Number of steps taken. */
  readonly step: number;
  readonly experiment: Experiment;
  /** What the task learned from the examples trained on. Present if the experiment names a task. */
  readonly fitted?: Fitted;
  readonly history: Readonly<Record<string, readonly number[]>>;
  readonly open: EpochSums;
  /**
   * Present if an observer ended the run. A resumed run respects that decision. `measured` says
   * whether the last report, which includes the test split, was already made.
   */
  readonly stop?: { readonly measured: boolean };
  /**
   * The engine's name, device and thread setting. Together they determine the last bits of results.
   */
  readonly engine: {
    readonly name: string;
    readonly device: string;
    readonly threads: string;
  };
  /** What each observer saved, by name. Observers that save nothing are left out. */
  readonly observers: Readonly<Record<string, string>>;
  /**
   * Only in a checkpoint of version 0.1.0: what each observer saved, in the order of the observers;
   * null for one that saved nothing.
   */
  readonly observersByPosition?: readonly (string | null)[];
  readonly versions: Readonly<Record<string, string>>;
  /**
   * What the run was made of besides its experiment: 'data' is a digest of the dataset, 'decoder'
   * the library that decodes its images; further ones come from the program. Absent in checkpoints
   * of 0.1.0.
   */
  readonly sources?: Readonly<Record<string, string>>;
  readonly state: TrainState<HostTensor>;
}

/** The bytes of a checkpoint as one safetensors file. Equal checkpoints give equal bytes. */
export function encodeCheckpoint({ state, ...rest }: Checkpoint): Uint8Array {
  const metadata = {
    format: checkpointFormat,
    seed: String(rest.experiment.seed),
    step: String(rest.step),
    networks: JSON.stringify(Object.keys(state.networks)),
    run: JSON.stringify(rest),
  };
  return encodeSafetensors(flattenState(state), metadata);
}

/**
 * The checkpoint stored in `bytes`.
 * @throws InputError, naming `path`, if the file is truncated, is not a checkpoint, or has another
 * format version than this one and that of 0.1.0.
 */
export function decodeCheckpoint(bytes: Uint8Array, path: string): Checkpoint {
  const { tensors, metadata } = decodeSafetensors(bytes, path);
  const { format } = metadata;
  if (format !== checkpointFormat && format !== positionalFormat)
    throw notCheckpoint(path, format, checkpointFormat);
  const run = JSON.parse(metadata['run']!) as Omit<Checkpoint, 'state'>;
  const rest = format === positionalFormat ? withoutPositions(run) : run;
  return { ...rest, state: unflattenState(tensors, JSON.parse(metadata['networks']!) as string[]) };
}

/** The content of a checkpoint of version 0.1.0, whose `observers` are a list. */
const withoutPositions = <T extends { readonly observers: unknown }>(run: T) => ({
  ...run,
  observers: {},
  observersByPosition: run.observers as readonly (string | null)[],
});

/**
 * Checks that a checkpoint can continue a run on `engine`.
 * @throws InputError if another experiment made the checkpoint (the message lists the fields that
 * differ), if the task learned something else from the data, or if the engine, device or thread
 * setting differs.
 */
export function checkResume(
  checkpoint: Checkpoint,
  run: { readonly experiment: Experiment; readonly fitted: Fitted },
  engine: Checkpoint['engine'],
  path: string,
): void {
  const fields = differingFields(checkpoint.experiment, JSON.parse(JSON.stringify(run.experiment)));
  if (fields.length > 0) throw anotherExperiment(path, fields);
  const facts = differingFields(checkpoint.fitted, savedTask(run).fitted);
  if (facts.length > 0) throw anotherFit(path, facts);
  const different = (['name', 'device', 'threads'] as const).filter(
    (field) => checkpoint.engine[field] !== engine[field],
  );
  if (different.length > 0)
    throw anotherEngine(
      path,
      different.map((field) => ({
        field,
        found: checkpoint.engine[field],
        expected: engine[field],
      })),
    );
}

/** What a run is made of now and was not when the checkpoint was made: 'data', 'decoder', ... */
export const changedSources = (
  { sources = {} }: Pick<Checkpoint, 'sources'>,
  now: Readonly<Record<string, string>>,
): readonly string[] =>
  Object.keys(now).filter((name) => name in sources && sources[name] !== now[name]);

/**
 * What a checkpoint keeps of the task. Without a task in the experiment it is nothing, because the
 * classes of the dataset are all that classification knows.
 */
export const savedTask = ({
  experiment,
  fitted,
}: {
  readonly experiment: Experiment;
  readonly fitted: Fitted;
}): Pick<Checkpoint, 'fitted'> =>
  experiment.task === undefined ? {} : { fitted: JSON.parse(JSON.stringify(fitted)) as Fitted };

/**
 * The paths at which two JSON values differ, with both values: 'networks.a.backbone: "resnet8" /
 * "resnet20"'.
 */
export function differingFields(before: unknown, now: unknown, path = ''): string[] {
  if (isRecord(before) && isRecord(now)) {
    return [...new Set([...Object.keys(before), ...Object.keys(now)])].flatMap((key) =>
      differingFields(before[key], now[key], path ? `${path}.${key}` : key),
    );
  }
  return JSON.stringify(before) === JSON.stringify(now)
    ? []
    : [`${path}: ${JSON.stringify(before) ?? 'absent'} / ${JSON.stringify(now) ?? 'absent'}`];
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
