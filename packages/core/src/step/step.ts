import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Flow, Peer } from '../contracts/flow.ts';
import type { NetworkId } from '../contracts/ids.ts';
import type { Named } from '../contracts/network.ts';
import type { LiftedStepPlan, Plan } from '../contracts/plan.ts';
import type { StepDefinition, View } from '../contracts/program.ts';
import type { NetworkState, TrainState } from '../contracts/state.ts';
import { distributions } from '../distribution/distributions.ts';
import { flowLoss } from '../flow/flowLoss.ts';
import { parseEdge } from '../names/edges.ts';
import { ofPeer, parseMetric } from '../names/metrics.ts';
import { parsePeer } from '../names/peers.ts';
import { applyScope } from '../scope/scope.ts';
import { unknownHold } from './errors.ts';
import { evaluateAll, forwardAll, type Random } from './forward.ts';
import { valueAndGrad } from './gradient.ts';
import { learns, type NetworkSetup, type Setup } from './setup.ts';
import { followed, held, updated } from './update.ts';
import { withTaskEdges } from './withTaskEdges.ts';

type Metrics = Readonly<Record<string, Scalar>>;
interface Turn {
  readonly state: TrainState<Tensor>;
  readonly metrics: Metrics;
}

/**
 * The training step of `setup`, a pure function of state, views, plan and random numbers.
 * Simultaneous update: all networks take one step, with gradients at the same state. Alternating
 * update: the networks that learn take turns in order, and each turn starts from the state that the
 * previous turn left.
 */
export function stepDefinition(setup: Setup): StepDefinition {
  return {
    precision: setup.precision,
    randomness: setup.randomness,
    key: (plan) => planKey(plan.strategy),
    step(state, views, plan, random) {
      const turns = setup.update === 'simultaneous' ? [undefined] : setup.networks.filter(learns);
      let current = state;
      let metrics: Metrics = {};
      for (const only of turns) {
        const turn = takeTurn(
          setup,
          only,
          { ...current, memory: state.memory },
          views,
          plan,
          random,
        );
        current = turn.state;
        metrics =
          only === undefined
            ? turn.metrics
            : { ...metrics, ...metricsOf(setup, only, turn.metrics, metrics) };
      }
      return { state: follow(setup, current, plan), metrics };
    },
    evaluate: (state, images) => evaluateAll(setup, state, images),
  };
}

/**
 * The part of a plan that determines the structure of the program: names, strings, booleans and the
 * lengths of arrays. Numbers are data.
 */
export const planKey = (plan: Plan): string =>
  JSON.stringify(
    Object.entries(plan).map(([name, value]) => [
      name,
      typeof value === 'number' ? '#' : typeof value === 'object' ? `#${value.length}` : value,
    ]),
  );

function takeTurn(
  setup: Setup,
  only: NetworkSetup | undefined,
  state: TrainState<Tensor>,
  views: Readonly<Record<string, View>>,
  plan: LiftedStepPlan,
  random: Random,
): Turn {
  const inTurn = (network: NetworkSetup) =>
    learns(network) && (only === undefined || network === only);
  const learners = setup.networks.filter(inTurn);
  const params = join(
    Object.fromEntries([
      ...learners.map(({ id }) => [id, state.networks[id]!.params] as const),
      ['strategy', state.strategy.params],
    ]),
  );

  const distribution = distributions[setup.setting.distribution];
  const { loss, grads, aux } = valueAndGrad(() => {
    const { peers, stats } = forwardAll(setup, state, views, random, inTurn);
    const scoped = applyScope('strategy', state.strategy, true, random);
    const chosen: Flow = setup.strategy.flow(peers, {
      plan: plan.strategy,
      memory: state.memory,
      scope: scoped.scope,
      distribution,
    });
    const flow = withTaskEdges(setup, chosen, peers);
    const { loss, terms } = flowLoss(flow, peers, distribution);
    const hold = checkedHold(setup, flow);
    const measured = Object.fromEntries(peers.flatMap((peer) => measuresOf(peer, setup)));
    const kept = Object.fromEntries([
      ...Object.entries(stats).map(([id, values]) => [`stats ${id}`, values] as const),
      ['strategy stats', scoped.stats()],
    ]);
    return {
      loss,
      aux: join({
        ...kept,
        metrics: { ...terms, ...measured },
        memory: { ...state.memory, ...flow.memory },
        hold,
      }),
    };
  }, params);

  const network = (each: NetworkSetup): NetworkState<Tensor> =>
    inTurn(each)
      ? trainedNetwork(each, state, plan, grads, aux)
      : watchedNetwork(each, state, aux, only === undefined);
  const strategy = updated(
    setup.optimizer,
    part(grads, 'strategy'),
    state.strategy,
    plan.learningRate['strategy']!,
    setup.clipNorm,
  );
  return {
    state: {
      networks: Object.fromEntries(setup.networks.map((each) => [each.id, network(each)])),
      strategy: { ...strategy, stats: part(aux, 'strategy stats') },
      memory: part(aux, 'memory'),
    },
    metrics: { loss, ...part(aux, 'metrics') } as Metrics,
  };
}

/**
 * A network after its optimizer's step, unless the flow holds it. Running statistics are updated.
 */
function trainedNetwork(
  { id, optimizer, clipNorm }: NetworkSetup,
  { networks }: TrainState<Tensor>,
  { learningRate }: LiftedStepPlan,
  grads: Named<Tensor>,
  aux: Named<Tensor>,
): NetworkState<Tensor> {
  const before = networks[id]!;
  const stats = { ...before.stats, ...part(aux, `stats ${id}`) };
  const after = updated(optimizer!, part(grads, id), before, learningRate[id]!, clipNorm);
  const hold = part(aux, 'hold')[id] as Scalar | undefined;
  return { ...held(hold, before, after), stats };
}

/**
 * A network that does not learn in this turn. A follower may have running statistics of its own.
 */
function watchedNetwork(
  { id, follows }: NetworkSetup,
  { networks }: TrainState<Tensor>,
  aux: Named<Tensor>,
  wholeStep: boolean,
): NetworkState<Tensor> {
  const before = networks[id]!;
  return wholeStep && follows?.training
    ? { ...before, stats: { ...before.stats, ...part(aux, `stats ${id}`) } }
    : before;
}

/** The metrics of a peer in a step: its mean score, and what the task measures. */
const measuresOf = (peer: Peer, { task }: Setup) => [
  [ofPeer('score', peer.id), tf.mean(peer.score)] as const,
  ...Object.entries(task?.measure?.(peer) ?? {}).map(
    ([name, value]) => [ofPeer(name, peer.id), value] as const,
  ),
];

/**
 * The metrics of a turn, except those of networks with a turn of their own: in Algorithm 1 of the
 * paper, each network's loss is the one of its own turn. `a~b`, an adapted copy of the peer a,
 * belongs to the turn of a. Other virtual peers, such as an ensemble, and networks that do not
 * learn belong to no turn. Their value comes from the last turn, computed after all other updates,
 * like the total.
 */
function metricsOf(setup: Setup, network: NetworkSetup, turn: Metrics, before: Metrics): Metrics {
  const others = setup.networks.filter((other) => learns(other) && other !== network);
  const another = (peer: string) => others.some(({ id }) => id === parsePeer(peer).network);
  const entries = Object.entries(turn).filter(([name]) => {
    const { of } = parseMetric(name);
    return of === undefined || !another(parseEdge(of)?.to ?? of) || !(name in before);
  });
  return Object.fromEntries(entries);
}

function follow(setup: Setup, state: TrainState<Tensor>, plan: LiftedStepPlan): TrainState<Tensor> {
  const networks = { ...state.networks };
  for (const { id, follows } of setup.networks) {
    if (follows)
      networks[id] = followed(
        networks[id]!,
        networks[follows.network]!,
        plan.follow[id]!,
        follows.training,
      );
  }
  return { ...state, networks };
}

function checkedHold(setup: Setup, flow: Flow): Record<NetworkId, Tensor> {
  const hold = flow.hold ?? {};
  for (const id of Object.keys(hold))
    if (!setup.networks.some((network) => network.id === id && learns(network)))
      throw unknownHold(
        id,
        setup.networks.filter(learns).map((network) => network.id),
      );
  return { ...hold };
}

// Flattens records of records into one record for `valueAndGrad`. No tensor name contains '//'.
const join = (groups: Readonly<Record<string, Named<Tensor>>>): Record<string, Tensor> =>
  Object.assign(
    {},
    ...Object.entries(groups).map(([group, values]) =>
      Object.fromEntries(
        Object.entries(values).map(([name, value]) => [`${group}//${name}`, value]),
      ),
    ),
  );
const part = (all: Named<Tensor>, group: string): Record<string, Tensor> =>
  Object.fromEntries(
    Object.entries(all)
      .filter(([name]) => name.startsWith(`${group}//`))
      .map(([name, value]) => [name.slice(group.length + 2), value]),
  );
