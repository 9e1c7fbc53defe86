import {
  type DistributionName,
  distributions,
  type Flow,
  type Lifted,
  type Moment,
  type Plan,
  type Strategy,
  stream,
} from '@codistill/core';

import { applyScope, flowLoss, initScope, valueAndGrad } from '@codistill/core/engine';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { filled, type labelsOf, leavesOf, type PeerSpec, peersOf } from './peers.ts';

/** A strategy with its peers and setting. */
export interface Case {
  readonly peers: readonly PeerSpec[];
  readonly batch?: number;
  readonly classes?: number;
  readonly moment?: Partial<Moment>;
  readonly memory?: Readonly<Record<string, Tensor>>;
  /** Replaces the plan of the strategy. */
  readonly plan?: Plan;
  /** What the logits mean; default categorical. */
  readonly distribution?: DistributionName;
  /** Leaves by name, such as `a/logits`, and labels. They replace those of the specs. */
  readonly leaves?: Readonly<Record<string, Tensor>>;
  readonly labels?: typeof labelsOf;
  /** The values of the strategy's n-th parameter; default the numbers of seed 100 + n, halved. */
  readonly param?: (n: number, shape: readonly number[]) => Float32Array;
}

const usualParam: NonNullable<Case['param']> = (n, shape) => filled(100 + n, shape, 0.5);

export interface Outcome {
  readonly loss: number;
  /** `loss/<edge>` and `weight/<edge>`. */
  readonly terms: Readonly<Record<string, number>>;
  /** By leaf: `<peer>/logits`, `<peer>/features` and `strategy/<parameter>`. */
  readonly grads: Readonly<Record<string, readonly number[]>>;
  readonly memory: Readonly<Record<string, readonly number[]>>;
  readonly hold: Readonly<Record<string, number>>;
}

const start: Moment = {
  step: 0,
  epoch: 0,
  stepsPerEpoch: 10,
  epochs: 10,
  progress: 0,
  history: {},
};

const lift = (plan: Plan): Lifted<Plan> =>
  Object.fromEntries(
    Object.entries(plan).map(([name, value]) => [
      name,
      typeof value === 'number'
        ? tf.scalar(value)
        : typeof value === 'object'
          ? tf.tensor1d(value)
          : value,
    ]),
  ) as Lifted<Plan>;

/**
 * Loss, terms and gradients of one flow. Random numbers are those of seed 200 in [0, 1).
 */
export function runFlow(
  strategy: Strategy,
  { peers: specs, batch = 6, classes = 5, moment, memory = {}, plan, ...given }: Case,
): Outcome {
  const distribution = distributions[given.distribution ?? 'categorical'];
  let outcome!: Outcome;
  tf.tidy(() => {
    const lifted = lift(
      plan ??
        strategy.plan?.({ ...start, ...moment }, stream(1, 'strategy/plan', moment?.step ?? 0)) ??
        {},
    );
    const leaves = { ...leavesOf(specs, batch, classes), ...given.leaves };
    const cast = () => peersOf(specs, leaves, distribution, given.labels);
    const made = initScope('strategy', 1);
    strategy.flow(cast(), {
      plan: lifted,
      memory,
      scope: made.scope,
      distribution,
    });
    const params = Object.fromEntries(
      Object.entries(made.params).map(([name, { shape }], n) => [
        `strategy/${name}`,
        tf.tensor((given.param ?? usualParam)(n, shape), [...shape]),
      ]),
    );
    const own = Object.fromEntries(
      Object.entries(params).map(([name, tensor]) => [name.slice('strategy/'.length), tensor]),
    );
    const drawn = (_name: string, shape: readonly number[]) =>
      tf.tensor(
        filled(200, shape).map((x) => 0.4999 * (x + 1)),
        [...shape],
      );
    let names: { terms: string[]; memory: string[]; hold: string[] } = {
      terms: [],
      memory: [],
      hold: [],
    };
    const { loss, grads, aux } = valueAndGrad(
      () => {
        const { scope } = applyScope('strategy', { params: own, stats: {} }, true, () => ({
          uniform: drawn,
          normal: drawn,
        }));
        const peers = cast();
        const flow: Flow = strategy.flow(peers, { plan: lifted, memory, scope, distribution });
        const { loss, terms } = flowLoss(flow, peers, distribution);
        const hold = flow.hold ?? {};
        const kept = flow.memory ?? {};
        names = { terms: Object.keys(terms), memory: Object.keys(kept), hold: Object.keys(hold) };
        return {
          loss,
          aux: { ...terms, ...prefixed('memory//', kept), ...prefixed('hold//', hold) },
        };
      },
      { ...leaves, ...params },
    );
    const numbers = (tensor: Tensor) => Array.from(tensor.dataSync());
    outcome = {
      loss: loss.dataSync()[0]!,
      terms: Object.fromEntries(names.terms.map((name) => [name, numbers(aux[name]!)[0]!])),
      grads: Object.fromEntries(Object.entries(grads).map(([name, grad]) => [name, numbers(grad)])),
      memory: Object.fromEntries(
        names.memory.map((name) => [name, numbers(aux[`memory//${name}`]!)]),
      ),
      hold: Object.fromEntries(
        names.hold.map((name) => [name, numbers(aux[`hold//${name}`]!)[0]!]),
      ),
    };
  });
  return outcome;
}

const prefixed = (prefix: string, values: Readonly<Record<string, Tensor>>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + name, value]));
