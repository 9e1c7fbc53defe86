import type { Experiment } from '../contracts/experiment.ts';
import type { Runtime } from '../contracts/program.ts';
import type { HostTensor, TrainState } from '../contracts/state.ts';
import { flattenState, unflattenState } from '../step/state.ts';
import { anotherEngine, anotherExperiment, notCheckpoint } from './errors.ts';
import { decodeSafetensors, encodeSafetensors } from './safetensors.ts';

/** Of the file's layout: a reader refuses others. */
export const checkpointFormat = 'codistill/1';

/** The sums of the open epoch. */
export interface EpochSums {
  readonly count: number;
  readonly sums: Readonly<Record<string, number>>;
}

/** A run between two steps. */
export interface Checkpoint {
  /** Steps taken. */
  readonly step: number;
  readonly experiment: Experiment;
  readonly history: Readonly<Record<string, readonly number[]>>;
  readonly open: EpochSums;
  /**
   * Present where an observer ended the run: what it decided holds for whoever resumes it.
   * `measured`: whether the run's last report, with the test split, has been made.
   */
  readonly stop?: { readonly measured: boolean };
  /** The engine's name and device, and its thread setting: together they fix the last bits. */
  readonly engine: {
    readonly name: Runtime['name'];
    readonly device: string;
    readonly threads: string;
  };
  /** What observers saved, in their order. */
  readonly observers: readonly (string | null)[];
  readonly versions: Readonly<Record<string, string>>;
  readonly state: TrainState<HostTensor>;
}

/** A checkpoint as one safetensors file; the same checkpoint gives the same bytes. */
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
 * The checkpoint in a file. @throws InputError where it is cut short, no checkpoint, or of another
 * format; `path` names it in the message.
 */
export function decodeCheckpoint(bytes: Uint8Array, path: string): Checkpoint {
  const { tensors, metadata } = decodeSafetensors(bytes, path);
  if (metadata['format'] !== checkpointFormat)
    throw notCheckpoint(path, metadata['format'], checkpointFormat);
  const rest = JSON.parse(metadata['run']!) as Omit<Checkpoint, 'state'>;
  return { ...rest, state: unflattenState(tensors, JSON.parse(metadata['networks']!) as string[]) };
}

/**
 * @throws InputError where a checkpoint was made by another experiment (which fields differ) or on
 * another engine, device or thread setting.
 */
export function checkResume(
  checkpoint: Checkpoint,
  experiment: Experiment,
  engine: Checkpoint['engine'],
  path: string,
): void {
  const fields = differingFields(checkpoint.experiment, JSON.parse(JSON.stringify(experiment)));
  if (fields.length > 0) throw anotherExperiment(path, fields);
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

/**
 * Paths at which two pieces of data differ, with both values: 'networks.a.backbone: "resnet8" /
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
