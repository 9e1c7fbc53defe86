// The training step on an engine.
import type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { ImageBatch } from './data.ts';
import type { PeerId, ViewId } from './ids.ts';
import type { Named } from './network.ts';
import type { LiftedStepPlan, StepPlan } from './plan.ts';
import type { DeviceRandom } from './random.ts';
import type { HostTensor, TrainState } from './state.ts';

/** The batch as a network sees it, on the engine. */
export interface View {
  /** [batch, height, width, channels], normalized. */
  readonly images: Tensor4D;
  /** [batch, outputs], as the task encodes them: of classes, rows sum to 1. */
  readonly targets: Tensor2D;
  /** [batch], as in ImageBatch. */
  readonly indices: Tensor1D;
}

/** The metrics of a step as one small vector: losses, scores and weights, by name. */
export interface StepMetrics {
  readonly names: readonly string[];
  /** [names], in the order of `names`. */
  readonly values: Float32Array;
}

/**
 * What every head gives in evaluation, in row-major order: logits [examples, outputs], or
 * embeddings [examples, dimensions] if the task gathers them.
 */
export type Evaluation = Readonly<Record<PeerId, Float32Array>>;

/** The training step, before an engine makes a program of it. */
export interface StepDefinition {
  readonly precision: 'float32' | 'mixed-bfloat16';
  readonly randomness: 'fed' | 'stateless';
  /** The structure of the step for a plan. Steps with equal keys have the same graph. */
  key(plan: StepPlan): string;
  /** A pure function from the state to the state after the step. Metrics are scalars. */
  step(
    state: TrainState<Tensor>,
    views: Readonly<Record<ViewId, View>>,
    plan: LiftedStepPlan,
    random: (stream: string) => DeviceRandom,
  ): { readonly state: TrainState<Tensor>; readonly metrics: Named<Scalar> };
  /** The logits of every head in evaluation mode, [batch, outputs], or its embeddings. */
  evaluate(state: TrainState<Tensor>, images: Tensor4D): Readonly<Record<PeerId, Tensor2D>>;
}

/** The training step bound to an engine. The program holds the state. */
export interface Program {
  /** Replaces the state. */
  load(state: TrainState<HostTensor>): Promise<void>;
  /**
   * Takes one step and returns its metrics.
   * @throws if no state was loaded.
   */
  step(views: Readonly<Record<ViewId, ImageBatch>>, plan: StepPlan): Promise<StepMetrics>;
  /** What every head gives on the first `count` images. The batch is padded to the traced size. */
  evaluate(batch: ImageBatch, count: number): Promise<Evaluation>;
  /**
   * A copy of the state on the host.
   * @throws if no state was loaded.
   */
  read(): Promise<TrainState<HostTensor>>;
  /** Frees the state and everything else on the engine. */
  dispose(): void;
}

/** A started engine that makes programs. */
export interface Runtime {
  /** The engine's name. Checkpoints contain it, and a run resumes only on an engine of its name. */
  readonly name: string;
  /** The device in words: 'TensorFlow 2.21, CPU, AVX512', 'GPU 0: ...'. */
  readonly device: string;
  /**
   * The thread setting in words, if the engine has one. Like the name, it determines the last bits
   * of results. Default 'default'.
   */
  readonly threads?: string;
  /**
   * A program for a step.
   * @throws InputError if the engine does not support the step's precision or randomness.
   */
  program(definition: StepDefinition): Promise<Program>;
}

/** What a user asks of an engine. */
export interface EngineRequest {
  /** 'auto': the GPU if the engine really uses it. 'gpu' must not fall back to the processor. */
  readonly device: 'auto' | 'cpu' | 'gpu';
  /** Threads within an operation and across operations. The engine chooses those left out. */
  readonly threads?: { readonly intra?: number; readonly inter?: number };
}

/**
 * Starts an engine. It becomes the TensorFlow.js engine of this process; a process can have only
 * one.
 * @throws InputError if the engine does not have what is asked for.
 */
export type StartRuntime = (request: EngineRequest) => Promise<Runtime>;
