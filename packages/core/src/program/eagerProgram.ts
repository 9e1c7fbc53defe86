import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { ImageBatch } from '../contracts/data.ts';
import type { Evaluation, Program, StepDefinition, View } from '../contracts/program.ts';
import type { HostTensor, TrainState } from '../contracts/state.ts';
import { eagerRandom } from '../random/device.ts';
import { liftStepPlan } from '../step/lift.ts';
import { flattenState, mapState, unflattenState } from '../step/state.ts';
import { toTensor } from '../step/tensors.ts';
import { engineLacks, noStateLoaded } from './errors.ts';
import { withoutHostReads } from './hostReads.ts';

/**
 * A program that executes the step operation by operation. Each step runs inside one `tidy`, frees
 * the old state, and reads back only the packed metrics. It computes in float32 with random numbers
 * made on the host. `backend` is the TensorFlow.js backend to activate before each call, because
 * another runtime of the process may have changed it. Default: the backend that is active now.
 * @throws InputError if the definition asks for another precision or randomness.
 */
export function eagerProgram(
  definition: StepDefinition,
  backend: string = tf.getBackend(),
): Program {
  const { precision, randomness } = definition;
  if (precision !== 'float32') throw engineLacks(backend, 'precision', precision, '"float32"');
  if (randomness !== 'fed') throw engineLacks(backend, 'randomness', randomness, '"fed"');
  const current = async () => {
    if (tf.getBackend() !== backend) await tf.setBackend(backend);
  };
  let state: TrainState<Tensor> | undefined;
  const loaded = () => {
    if (!state) throw noStateLoaded();
    return state;
  };
  const dispose = () => {
    if (state) free(state, new Set());
    state = undefined;
  };

  return {
    async load(host) {
      await current();
      dispose();
      state = mapState(host, toTensor);
    },
    async step(views, plan) {
      await current();
      const before = loaded();
      let names: readonly string[] = [];
      const { packed, ...next } = tf.tidy(() => {
        const result = withoutHostReads(() =>
          definition.step(
            before,
            toViews(views),
            liftStepPlan(plan),
            eagerRandom(plan.seed, plan.step),
          ),
        );
        names = Object.keys(result.metrics);
        return {
          ...flattenState(result.state),
          packed: tf.stack(Object.values(result.metrics)),
        } as Record<string, Tensor>;
      });
      state = unflattenState(next as Record<string, Tensor>, Object.keys(before.networks));
      free(before, new Set(Object.values(next).map((tensor) => (tensor as Tensor).id)));
      const values = (await packed!.data()).slice() as Float32Array;
      packed!.dispose();
      return { names, values };
    },
    async evaluate(batch, count) {
      await current();
      return evaluated(definition, loaded(), batch, count);
    },
    read: async () => readState(loaded()),
    dispose,
  };
}

/** Frees a state, except the tensors whose ids are in `keep`. */
function free(state: TrainState<Tensor>, keep: ReadonlySet<number>): void {
  for (const tensor of Object.values(flattenState(state)))
    if (!keep.has(tensor.id) && !tensor.isDisposed) tensor.dispose();
}

/** The logits of the first `count` images. */
async function evaluated(
  definition: StepDefinition,
  state: TrainState<Tensor>,
  { pixels, shape }: ImageBatch,
  count: number,
): Promise<Evaluation> {
  const logits = tf.tidy(
    () =>
      definition.evaluate(state, tf.slice(tf.tensor4d(pixels, [...shape]), 0, count)) as Record<
        string,
        Tensor
      >,
  );
  const entries = await Promise.all(
    Object.entries(logits).map(async ([id, tensor]) => {
      const values = (await tensor.data()).slice() as Float32Array;
      tensor.dispose();
      return [id, values] as const;
    }),
  );
  return Object.fromEntries(entries);
}

/** A host copy of a state. The state on the engine stays. */
async function readState(state: TrainState<Tensor>): Promise<TrainState<HostTensor>> {
  const read = async ([path, tensor]: [string, Tensor]) =>
    [
      path,
      {
        shape: [...tensor.shape],
        data: (await tensor.data()).slice() as Float32Array | Int32Array,
      },
    ] as const;
  return unflattenState(
    Object.fromEntries(await Promise.all(Object.entries(flattenState(state)).map(read))),
    Object.keys(state.networks),
  );
}

/** The views on the engine. A view that several networks share is uploaded once. */
function toViews(batches: Readonly<Record<string, ImageBatch>>): Record<string, View> {
  const known = new Map<ImageBatch, View>();
  return Object.fromEntries(
    Object.entries(batches).map(([id, batch]) => {
      const view = known.get(batch) ?? {
        images: tf.tensor4d(batch.pixels, [...batch.shape]) as Tensor4D,
        targets: tf.tensor2d(batch.targets, [
          batch.shape[0],
          batch.targets.length / batch.shape[0],
        ]),
        indices: tf.tensor1d(batch.indices, 'int32') as Tensor1D,
      };
      known.set(batch, view);
      return [id, view];
    }),
  );
}
