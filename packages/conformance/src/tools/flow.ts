import {
  distributions,
  type Flow,
  type Moment,
  type Named,
  type Peer,
  type Plan,
  type Strategy,
  stream,
} from '@codistill/core';

import {
  applyScope,
  flowLoss,
  liftPlan,
  planKey,
  valueAndGrad,
  withoutHostReads,
} from '@codistill/core/engine';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { type Cast, leavesOf, ownParams, peersOf, remembered } from './cast.ts';
import { structureOf } from './flowStructure.ts';
import { moments } from './moments.ts';
import { frozen } from './same.ts';
import { randomOf, traced } from './trace.ts';

/** One flow: its structure, its loss and its gradients. */
export interface FlowOutcome {
  readonly plan: Plan;
  readonly key: string;
  /** Names of edges, whether they pass gradients to the teacher, virtual peers, memory, holds. */
  readonly structure: readonly string[];
  readonly trace: readonly string[];
  readonly loss: number;
  readonly terms: Named<number>;
  /** Gradients by leaf, and by `strategy//<parameter>`. */
  readonly grads: Named<Float32Array>;
  readonly memory: Named<Tensor['shape']>;
  readonly memoryValues: Named<readonly number[]>;
  readonly hold: Named<number>;
  /** Whether all given tensors are unchanged. */
  readonly untouched: boolean;
}

export interface FlowCase {
  readonly seed: number;
  readonly moment?: Moment;
  /** The factor of all logits. */
  readonly scale?: number;
}

/** Runs the flow of a strategy once, with its gradients. */
export function runFlow(
  cast: Cast,
  { seed, moment = moments()[1]!, scale = 1 }: FlowCase,
): FlowOutcome {
  const { strategy, setting } = cast.setup;
  const plan = frozen(strategy.plan?.(moment, stream(seed, 'strategy/plan', moment.step)) ?? {});
  let outcome!: FlowOutcome;
  tf.tidy(() => {
    const lifted = liftPlan(plan);
    const memory = remembered(strategy.memory?.(setting) ?? {}, seed);
    const leaves = leavesOf(cast, seed, scale);
    const own = ownParams(cast, seed);
    const given = [...Object.values(memory), ...Object.values(leaves), ...Object.values(own)];
    const before = given.map((tensor) => tensor.dataSync().slice());
    let seen!: Pick<FlowOutcome, 'structure' | 'trace'>;
    const { loss, grads, aux } = valueAndGrad(
      () => {
        const random = randomOf(seed, moment.step);
        const { scope } = applyScope('strategy', { params: own, stats: {} }, true, random);
        const peers = peersOf(cast, leaves, seed);
        const { flow, trace } = tracedFlow(cast, peers, { plan: lifted, memory, scope });
        seen = { structure: structureOf(flow), trace };
        return costOf(cast, peers, flow);
      },
      { ...leaves, ...prefixed('strategy//', own) },
    );
    outcome = {
      plan,
      key: planKey(plan),
      ...seen,
      loss: loss.dataSync()[0]!,
      terms: readBack(aux, 'terms//', (tensor) => numbers(tensor)[0]!),
      grads: readBack(grads, '', (grad) => grad.dataSync().slice() as Float32Array),
      memory: readBack(aux, 'memory//', ({ shape }) => shape),
      memoryValues: readBack(aux, 'memory//', numbers),
      hold: readBack(aux, 'hold//', (tensor) => numbers(tensor)[0]!),
      untouched: given.every(
        (tensor, i) =>
          !tensor.isDisposed &&
          tensor.dataSync().every((value, k) => Object.is(value, before[i]![k])),
      ),
    };
  });
  return outcome;
}

/** The flow and its operations; it may read nothing back. */
function tracedFlow(
  { setup: { strategy, setting } }: Cast,
  peers: readonly Peer[],
  context: Omit<Parameters<Strategy['flow']>[1], 'distribution'>,
): { readonly flow: Flow; readonly trace: readonly string[] } {
  const distribution = distributions[setting.distribution];
  const { result, trace } = traced(() =>
    withoutHostReads(() => strategy.flow(peers, { ...context, distribution })),
  );
  return { flow: result, trace };
}

/** The loss of a flow; its terms, new memory and holds beside it, each by a prefix. */
function costOf({ setup }: Cast, peers: readonly Peer[], flow: Flow) {
  const { loss, terms } = flowLoss(flow, peers, distributions[setup.setting.distribution]);
  return {
    loss,
    aux: {
      ...prefixed('terms//', terms),
      ...prefixed('memory//', flow.memory ?? {}),
      ...prefixed('hold//', flow.hold ?? {}),
    },
  };
}

const numbers = (tensor: Tensor) => Array.from(tensor.dataSync());

const prefixed = (prefix: string, values: Named<Tensor>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + name, value]));

/** Of the tensors whose name begins with `prefix`, by the rest of the name. */
const readBack = <T>(values: Named<Tensor>, prefix: string, read: (tensor: Tensor) => T) =>
  Object.fromEntries(
    Object.entries(values)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), read(value)]),
  );
