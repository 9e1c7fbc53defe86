// The training step on an engine.
import type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { ImageBatch } from './data.ts';
import type { PeerId, ViewId } from './ids.ts';
import type { Named } from './network.ts';
import type { LiftedStepPlan, StepPlan } from './plan.ts';
import type { DeviceRandom } from './random.ts';
import type { HostTensor, TrainState } from './state.ts';

export interface View {
  readonly images: Tensor4D;
  readonly labels: Tensor2D;
  readonly indices: Tensor1D;
}

/** The metrics of a step as one small vector: losses, scores and weights, by name. */
export interface StepMetrics {
  readonly names: readonly string[];
  readonly values: Float32Array;
}

/** The logits of every head, [examples, classes] in row-major order. */
export type Evaluation = Readonly<Record<PeerId, Float32Array>>;

/** The training step, before an engine makes a program of it. */
export interface StepDefinition {
  readonly precision: 'float32' | 'mixed-bfloat16';
  readonly randomness: 'fed' | 'stateless';
  key(plan: StepPlan): string;
  step(
    state: TrainState<Tensor>,
    views: Readonly<Record<ViewId, View>>,
    plan: LiftedStepPlan,
    random: (stream: string) => DeviceRandom,
  ): { readonly state: TrainState<Tensor>; readonly metrics: Named<Scalar> };
  evaluate(state: TrainState<Tensor>, images: Tensor4D): Readonly<Record<PeerId, Tensor2D>>;
}

/** The training step bound to an engine. The program holds the state. */
export interface Program {
  load(state: TrainState<HostTensor>): Promise<void>;
  step(views: Readonly<Record<ViewId, ImageBatch>>, plan: StepPlan): Promise<StepMetrics>;
  /** The logits of the first `count` images. The batch is padded to the traced size. */
  evaluate(batch: ImageBatch, count: number): Promise<Evaluation>;
  read(): Promise<TrainState<HostTensor>>;
  dispose(): void;
}

export interface Runtime {
  readonly name: 'tensorflow' | 'wasm' | 'cpu' | 'webgpu';
  /** The device in words: 'TensorFlow 2.21, CPU, AVX512', 'GPU 0: ...'. */
  readonly device: string;
  program(definition: StepDefinition): Promise<Program>;
}
