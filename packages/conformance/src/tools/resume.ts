import {
  type Experiment,
  type HostTensor,
  type NetworkId,
  type NetworkState,
  noFiles,
  type Registry,
  type Report,
  type Runtime,
  type TrainOptions,
  train,
} from '@codistill/core';
import { decodeCheckpoint, flattenState } from '@codistill/core/engine';
import { expect } from 'vitest';
import { countTensors, type Settings } from '../settings.ts';
import { expectSameBits } from './same.ts';

export type Weights = Readonly<
  Record<NetworkId, Pick<NetworkState<HostTensor>, 'params' | 'stats'>>
>;

export interface Trained {
  /** The checkpoint after the last step. */
  readonly checkpoint: Uint8Array;
  /** The checkpoint after step `early`. */
  readonly early: Uint8Array;
  /** The metrics of every report. */
  readonly metrics: readonly string[];
  /** The number of tensors on the engine after every step except the first. */
  readonly counts: readonly number[];
}

interface Around {
  readonly registry: Registry;
  readonly runtime: Runtime;
  readonly settings: Settings;
  readonly weights?: Weights;
  readonly resume?: Uint8Array;
}

const early = 7;

/** Trains `steps` steps and records what the tests compare. */
export async function trained(
  experiment: Experiment,
  steps: number,
  around: Around,
): Promise<Trained> {
  const { registry, runtime, settings, weights, resume } = around;
  const kept: { checkpoint: Uint8Array; early: Uint8Array; metrics: string[]; counts: number[] } = {
    checkpoint: new Uint8Array(),
    early: new Uint8Array(),
    metrics: [],
    counts: [],
  };
  let taken = 0;
  const options: TrainOptions = {
    registry,
    runtime,
    files: noFiles,
    ...(weights && { weights }),
    ...(resume && { resume }),
  };
  for await (const report of train({ ...experiment, evaluate: 'last-epoch' }, options)) {
    kept.metrics.push(told(report));
    if (report.kind !== 'step') continue;
    taken++;
    if (taken > 1) kept.counts.push(countTensors(settings));
    if (taken === early) kept.early = await report.checkpoint();
    if (taken === steps) {
      kept.checkpoint = await report.checkpoint();
      break;
    }
  }
  return kept;
}

const told = ({ kind, moment, metrics }: Report) =>
  `${kind} ${moment.step} ${metrics.names.map((name, i) => `${name}=${metrics.values[i]}`).join(' ')}`;

/**
 * Checks that twelve steps give the same bits as seven steps, saving, loading and five more steps,
 * and that no tensor leaks. Returns the checkpoint after twelve steps.
 */
export async function expectResumes(experiment: Experiment, around: Around): Promise<Uint8Array> {
  const before = countTensors(around.settings);
  const whole = await trained(experiment, 12, around);
  expect(countTensors(around.settings), 'tensors after training').toBe(before);
  expect(new Set(whole.counts).size, `tensors after each step: ${whole.counts.join(', ')}`).toBe(1);
  const rest = await trained(experiment, 5, { ...around, resume: whole.early });
  expect(rest.metrics).toEqual(whole.metrics.slice(-rest.metrics.length));
  expectSameState(rest.checkpoint, whole.checkpoint);
  return whole.checkpoint;
}

/** Checks that two checkpoints of one experiment are the same bytes, tensor by tensor first. */
export function expectSameState(found: Uint8Array, expected: Uint8Array): void {
  expectSameTensors(found, expected);
  expect(Buffer.compare(found, expected), 'the checkpoints are the same bytes').toBe(0);
}

/** Checks that two checkpoints, also of different experiments, have tensors of the same bits. */
export function expectSameTensors(found: Uint8Array, expected: Uint8Array): void {
  const [a, b] = [found, expected].map((bytes) =>
    flattenState(decodeCheckpoint(bytes, 'a checkpoint').state),
  ) as [Record<string, HostTensor>, Record<string, HostTensor>];
  expect(Object.keys(a).sort()).toEqual(Object.keys(b).sort());
  for (const [name, tensor] of Object.entries(b)) expectSameBits(a[name]!.data, tensor.data, name);
}
