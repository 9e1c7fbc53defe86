import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Flow, Peer, Virtual } from '../contracts/flow.ts';
import type { Prediction } from '../contracts/network.ts';
import type { Distribution } from '../distribution/distribution.ts';
import { edgeName, labels } from '../names/edges.ts';
import { ofEdge } from '../names/metrics.ts';
import { detach } from '../step/gradient.ts';
import { emptyFlow, teachesFrozen, twoEdges, unknownPeer, virtualNamedAsPeer } from './errors.ts';

type Node = Prediction & { readonly learns: boolean; readonly targets: Tensor2D };

/**
 * The loss of a step, sum_edges mean_batch(weight x perExample), a scalar. `terms` has, for each
 * edge, the mean loss `loss/...` and the mean weight `weight/...`, both scalars. Teachers and
 * weights are detached, except teachers of edges with `through`.
 * @throws InputError if the flow has no edges, names an unknown peer, teaches a peer that does not
 * learn, or has two edges with the same name.
 */
export function flowLoss(
  flow: Flow,
  peers: readonly Peer[],
  distribution: Distribution,
): { readonly loss: Scalar; readonly terms: Readonly<Record<string, Tensor>> } {
  const nodes = nodesOf(flow, peers);
  if (flow.edges.length === 0) throw emptyFlow();
  const detached = new Map<string, Prediction>();
  const source = (id: string, through: boolean): Prediction => {
    const found = find(nodes, id);
    if (through) return found;
    const known = detached.get(id) ?? detachPrediction(found);
    detached.set(id, known);
    return known;
  };
  const terms: Record<string, Tensor> = {};
  const weighted = flow.edges.map((edge) => {
    const name = edgeName(edge);
    const term = ofEdge('loss', name);
    if (term in terms) throw twoEdges(name);
    const student = find(nodes, edge.to);
    if (!student.learns) throw teachesFrozen(name, edge.to);
    const target = edge.from === labels ? undefined : source(edge.from, edge.through ?? false);
    const values = edge.loss.perExample(student, target, student.targets, distribution);
    const weight =
      edge.weight === undefined || typeof edge.weight === 'number'
        ? (edge.weight ?? 1)
        : detach(edge.weight);
    terms[term] = tf.mean(values);
    terms[ofEdge('weight', name)] =
      typeof weight === 'number' ? tf.scalar(weight) : tf.mean(weight);
    if (weight === 1) return terms[term] as Scalar;
    return (
      typeof weight === 'number' || weight.rank === 0
        ? tf.mul(weight, terms[term]!)
        : tf.mean(tf.mul(weight, values))
    ) as Scalar;
  });
  return { loss: (weighted.length === 1 ? weighted[0]! : tf.addN(weighted)) as Scalar, terms };
}

function nodesOf(flow: Flow, peers: readonly Peer[]): ReadonlyMap<string, Node> {
  const nodes = new Map<string, Node>(peers.map((peer) => [peer.id, peer]));
  for (const [id, virtual] of Object.entries<Virtual>(flow.virtual ?? {})) {
    if (nodes.has(id) || id === labels) throw virtualNamedAsPeer(id);
    nodes.set(id, { ...virtual, learns: true, targets: find(nodes, virtual.of).targets });
  }
  return nodes;
}

function find(nodes: ReadonlyMap<string, Node>, id: string): Node {
  const found = nodes.get(id);
  if (!found) throw unknownPeer(id, [...nodes.keys()]);
  return found;
}

/** The prediction with all its tensors detached from the gradient. */
function detachPrediction(prediction: Prediction): Prediction {
  const { logits, features, embedding, stages, extras } = prediction;
  return {
    logits: detach(logits),
    ...(features && { features: detach(features) }),
    ...(embedding && { embedding: detach(embedding) }),
    ...(stages && { stages: stages.map((stage) => detach(stage)) }),
    ...(extras && {
      extras: Object.fromEntries(
        Object.entries(extras).map(([name, tensor]) => [name, detach(tensor)]),
      ),
    }),
  };
}
