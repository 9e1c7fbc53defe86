import {
  type DistributionName,
  distributions,
  type HostTensor,
  InputError,
  type Named,
  noFiles,
  type Peer,
  type PeerId,
  type Registry,
  type Use,
  untaped,
} from '@codistill/core';

import {
  firstNetworks,
  initState,
  initWeights,
  randomValues,
  resolveExperiment,
  type Setup,
} from '@codistill/core/engine';
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { smallExperiment } from './experiment.ts';
import type { Group } from './groups.ts';
import type { Weights } from './resume.ts';

/** A strategy with the networks of a group, and the shapes of their predictions. */
export interface Cast {
  readonly group: Group;
  readonly strategy: Use;
  readonly setup: Setup;
  readonly peers: readonly PeerShape[];
  /** The strategy's parameters. */
  readonly params: Named<readonly number[]>;
  readonly weights: Weights;
}
interface PeerShape {
  readonly id: PeerId;
  readonly network: string;
  readonly view: string;
  readonly learns: boolean;
  /** By part: 'logits', 'features', 'stages/0', 'extras/gate'. */
  readonly parts: Named<readonly number[]>;
}

export const batchSize = 8;

/** The cast of a group, or the InputError in which the strategy says what it lacks there. */
export async function castOf(
  group: Group,
  strategy: Use,
  registry: Registry,
): Promise<Cast | InputError> {
  try {
    const { setup } = await resolveExperiment(
      smallExperiment(group.networks, strategy),
      registry,
      noFiles,
    );
    const trained = initWeights({ ...setup, seed: 99 });
    const weights = Object.fromEntries(
      Object.entries(group.networks).flatMap(([id, { frozen }]) =>
        frozen ? [[id, trained[id]!]] : [],
      ),
    );
    const state = await initState(setup, weights);
    const params = Object.fromEntries(
      Object.entries(state.strategy.params).map(([name, { shape }]) => [name, shape]),
    );
    return { group, strategy, setup, peers: peerShapes(setup), params, weights };
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}

function peerShapes(setup: Setup): readonly PeerShape[] {
  let shapes: readonly PeerShape[] = [];
  tf.tidy(() => {
    shapes = firstNetworks(setup, batchSize).peers.map(
      ({ id, network, view, learns, logits, features, stages = [], extras = {} }) => ({
        id,
        network,
        view,
        learns,
        parts: {
          logits: logits.shape,
          ...(features && { features: features.shape }),
          ...Object.fromEntries(stages.map(({ shape }, i) => [`stages/${i}`, shape])),
          ...Object.fromEntries(
            Object.entries(extras).map(([name, { shape }]) => [`extras/${name}`, shape]),
          ),
        },
      }),
    );
  });
  return shapes;
}

/**
 * Random tensors for all predictions of the peers, named `<peer>//<part>`; the gradients are taken
 * with respect to them. Logits are multiplied by `scale`.
 */
export function leavesOf({ peers }: Cast, seed: number, scale: number): Record<string, Tensor> {
  return Object.fromEntries(
    peers.flatMap(({ id, parts }) =>
      Object.entries(parts).map(([part, shape]) => {
        const values = randomValues(seed, `${id}//${part}`, 0, 'normal', shape);
        const made =
          part === 'logits'
            ? values.map((x) => 1.5 * scale * x)
            : part.startsWith('extras/')
              ? values.map((x) => 1 / (1 + Math.exp(-x)))
              : values;
        return [`${id}//${part}`, tf.tensor(made, [...shape])];
      }),
    ),
  );
}

/** Random values for the strategy's own parameters. */
export const ownParams = ({ params }: Cast, seed: number): Record<string, Tensor> =>
  Object.fromEntries(
    Object.entries(params).map(([name, shape]) => [
      name,
      tf.tensor(
        randomValues(seed, `strategy//${name}`, 0, 'normal', shape).map((x) => 0.5 * x),
        [...shape],
      ),
    ]),
  );

/** The memory after some steps: its initial values plus a small random change. */
export const remembered = (memory: Named<HostTensor>, seed: number): Record<string, Tensor> =>
  Object.fromEntries(
    Object.entries(memory).map(([name, { shape, data }]) => {
      if (data instanceof Int32Array) return [name, tf.tensor(data, [...shape], 'int32')];
      const noise = randomValues(seed, `memory//${name}`, 0, 'uniform', shape);
      return [
        name,
        tf.tensor(
          data.map((x, i) => x + (seed === 0 ? 0 : noise[i]!)),
          [...shape],
        ),
      ];
    }),
  );

/**
 * Peers with the given tensors. For odd seeds the targets of the second network's view are mixed,
 * as a perturbation would do.
 */
export function peersOf(
  { peers, setup }: Cast,
  leaves: Named<Tensor>,
  seed: number,
): readonly Peer[] {
  const distribution = distributions[setup.setting.distribution];
  const views = new Map<string, { readonly targets: Tensor2D; readonly indices: Tensor1D }>();
  const viewOf = (view: string) => {
    const known = views.get(view) ?? {
      targets: labelsOf(setup, view, seed),
      indices: tf.range(seed % 5, (seed % 5) + batchSize, 1, 'int32') as Tensor1D,
    };
    views.set(view, known);
    return known;
  };
  return peers.map(({ id, network, view, learns, parts }) => {
    const part = (name: string) => leaves[`${id}//${name}`]!;
    const { targets, indices } = viewOf(view);
    const stages = Object.keys(parts).filter((name) => name.startsWith('stages/'));
    const extras = Object.keys(parts).filter((name) => name.startsWith('extras/'));
    const logits = part('logits') as Tensor2D;
    return {
      id,
      network,
      view,
      learns,
      logits,
      ...('features' in parts && { features: part('features') }),
      ...(stages.length > 0 && { stages: stages.map((name) => part(name) as Tensor4D) }),
      ...(extras.length > 0 && {
        extras: Object.fromEntries(
          extras.map((name) => [name.slice('extras/'.length), part(name)]),
        ),
      }),
      targets,
      indices,
      score: untaped(() => distribution.ce(logits, targets)),
    };
  });
}

function labelsOf({ setting, networks }: Setup, view: string, seed: number): Tensor2D {
  const { outputs } = setting;
  const mixed = seed % 2 === 1 && view === networks[1]?.id ? 0.3 : 0;
  const label = {
    categorical: (i: number, k: number) => Number(k === (i + seed) % outputs),
    bernoulli: (i: number, k: number) => Number((i + seed + k) % 3 === 0),
    gaussian: (i: number, k: number) => Math.sin(i + 2 * k + seed),
  }[setting.distribution];
  return tf.tensor2d(
    Array.from({ length: batchSize }, (_, i) =>
      Array.from(
        { length: outputs },
        (_, k) => (1 - mixed) * label(i, k) + mixed * label(i + 1, k),
      ),
    ),
  );
}

/**
 * The same networks with another distribution of logits, at the views that the strategy wants then.
 */
export function withDistribution(cast: Cast, distribution: DistributionName): Cast {
  const setup = { ...cast.setup, setting: { ...cast.setup.setting, distribution } };
  return { ...cast, setup, peers: peerShapes(setup) };
}
