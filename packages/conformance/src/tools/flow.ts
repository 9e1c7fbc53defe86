import {
  type Flow,
  type Moment,
  type Named,
  ofPeer,
  ofSplit,
  type Plan,
  stream,
} from '@codistill/core';
import {
  applyScope,
  distributions,
  edgeName,
  flowLoss,
  liftPlan,
  momentAt,
  planKey,
  valueAndGrad,
  withoutHostReads,
} from '@codistill/core/engine';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { type Cast, leavesOf, ownParams, peersOf, remembered } from './cast.ts';
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

const stepsPerEpoch = 10;
const epochs = 20;

/**
 * Moments at the start, in the first and later epochs and at the last step, with the metrics of
 * finished epochs.
 */
export const moments = (measured: Named<number> = {}): readonly Moment[] =>
  [0, 3, 25, 110, stepsPerEpoch * epochs - 1].map((step) => momentWith(step, measured));

function momentWith(step: number, measured: Named<number>): Moment {
  const epoch = Math.floor(step / stepsPerEpoch);
  const names = [
    ...['a', 'b', 'c', 't'].flatMap((id) => [
      ofSplit('validation', ofPeer('accuracy', id)),
      ofSplit('train', ofPeer('accuracy', id)),
      ofSplit('train', ofPeer('score', id)),
    ]),
    ofSplit('train', 'loss'),
    ...Object.keys(measured).map((name) => ofSplit('validation', name)),
  ];
  const history = Object.fromEntries(
    names.map((name, k) => [
      name,
      Array.from({ length: epoch }, (_, e) => ((e * 7 + k * 3) % 10) / 10),
    ]),
  );
  return frozen({ ...momentAt(step, stepsPerEpoch, epochs), history });
}

/** Runs the flow of a strategy once, with its gradients. */
export function runFlow(
  cast: Cast,
  { seed, moment = moments()[1]!, scale = 1 }: FlowCase,
): FlowOutcome {
  const { strategy, setting } = cast.setup;
  const distribution = distributions[setting.distribution];
  const plan = frozen(strategy.plan?.(moment, stream(seed, 'strategy/plan', moment.step)) ?? {});
  let outcome!: FlowOutcome;
  tf.tidy(() => {
    const lifted = liftPlan(plan);
    const memory = remembered(strategy.memory?.(setting) ?? {}, seed);
    const leaves = leavesOf(cast, seed, scale);
    const own = ownParams(cast, seed);
    const named = Object.fromEntries(
      Object.entries(own).map(([name, value]) => [`strategy//${name}`, value]),
    );
    const given = [...Object.values(memory), ...Object.values(leaves), ...Object.values(own)];
    const before = given.map((tensor) => tensor.dataSync().slice());
    let structure: readonly string[] = [];
    let trace: readonly string[] = [];
    let names = { terms: [] as string[], memory: [] as string[], hold: [] as string[] };
    const { loss, grads, aux } = valueAndGrad(
      () => {
        const { scope } = applyScope(
          'strategy',
          { params: own, stats: {} },
          true,
          randomOf(seed, moment.step),
        );
        const peers = peersOf(cast, leaves, seed);
        const ran = traced(() =>
          withoutHostReads(() =>
            strategy.flow(peers, { plan: lifted, memory, scope, distribution }),
          ),
        );
        const flow: Flow = ran.result;
        trace = ran.trace;
        structure = structureOf(flow);
        const { loss, terms } = flowLoss(flow, peers, distribution);
        const [next, hold] = [flow.memory ?? {}, flow.hold ?? {}];
        names = { terms: Object.keys(terms), memory: Object.keys(next), hold: Object.keys(hold) };
        return {
          loss,
          aux: {
            ...prefixed('terms//', terms),
            ...prefixed('memory//', next),
            ...prefixed('hold//', hold),
          },
        };
      },
      { ...leaves, ...named },
    );
    const numbers = (tensor: Tensor) => Array.from(tensor.dataSync());
    const of = <T>(list: readonly string[], prefix: string, read: (tensor: Tensor) => T) =>
      Object.fromEntries(list.map((name) => [name, read(aux[prefix + name]!)]));
    outcome = {
      plan,
      key: planKey(plan),
      structure,
      trace,
      loss: loss.dataSync()[0]!,
      terms: of(names.terms, 'terms//', (tensor) => numbers(tensor)[0]!),
      grads: Object.fromEntries(
        Object.entries(grads).map(([name, grad]) => [
          name,
          grad.dataSync().slice() as Float32Array,
        ]),
      ),
      memory: of(names.memory, 'memory//', ({ shape }) => shape),
      memoryValues: of(names.memory, 'memory//', numbers),
      hold: of(names.hold, 'hold//', (tensor) => numbers(tensor)[0]!),
      untouched: given.every(
        (tensor, i) =>
          !tensor.isDisposed &&
          tensor.dataSync().every((value, k) => Object.is(value, before[i]![k])),
      ),
    };
  });
  return outcome;
}

const structureOf = ({ edges, virtual = {}, memory = {}, hold = {} }: Flow): readonly string[] => [
  ...edges.map((edge) => {
    const weight =
      typeof edge.weight === 'number' || edge.weight === undefined
        ? `${edge.weight ?? 1}`
        : `[${edge.weight.shape}]`;
    return `${edgeName(edge)} weight ${weight}${edge.through ? ' through' : ''}: ${edge.loss.formula}`;
  }),
  ...Object.entries(virtual).map(([id, { of }]) => `virtual ${id} of ${of}`),
  ...Object.keys(memory).map((name) => `memory ${name}`),
  ...Object.keys(hold).map((name) => `hold ${name}`),
];

const prefixed = (prefix: string, values: Named<Tensor>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + name, value]));
