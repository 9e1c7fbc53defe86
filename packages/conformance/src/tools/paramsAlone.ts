import type { HostTensor, ImageBatch, Named, StepPlan, TrainState } from '@codistill/core';

// The inputs of a program whose step reads only the parameters of one network.

/** A state in which the network `a` has the given parameters. */
export function stateWith(params: Named<HostTensor>): TrainState<HostTensor> {
  const none = { params: {}, stats: {}, slots: {} };
  return { networks: { a: { ...none, params } }, strategy: none, memory: {} };
}

/** A batch of one black pixel. */
export const emptyBatch: ImageBatch = {
  shape: [1, 1, 1, 1],
  pixels: new Float32Array(1),
  targets: new Float32Array(1),
  indices: new Int32Array(1),
};

/** The plan of step 0, without any numbers. */
export const emptyPlan: StepPlan = {
  seed: 0,
  step: 0,
  learningRate: {},
  strategy: {},
  follow: {},
};
