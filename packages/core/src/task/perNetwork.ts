import type { Deployed, Evaluator } from '../contracts/task.ts';
import { ofPair, ofPeer } from '../names/metrics.ts';
import { ensemble } from '../names/peers.ts';
import { averaged } from './averaged.ts';
import { meansOver } from './meansOver.ts';

/** Takes the predictions of one network in batches. */
export interface Measures {
  /**
   * `predictions` of the examples at `positions` of the split with that role, in row-major order.
   */
  add(predictions: Float32Array, positions: Int32Array, role: string): void;
  /** The metrics by name, without a peer. */
  end(): Readonly<Record<string, number>>;
}

/** How a task measures one network, and how it compares two. */
export interface PerNetwork {
  /** The names of the metrics whose mean over the networks is reported. */
  readonly names: readonly string[];
  /**
   * The mean of the distribution, or whatever metrics are made from, from the outputs of a head.
   */
  predictions(outputs: Float32Array): Float32Array;
  /** Measures one network, or the ensemble. */
  measures(): Measures;
  /** The sum over examples of the difference between the predictions of two networks. */
  difference(a: Float32Array, b: Float32Array): number;
  /** The disagreement on all examples, from the sum of differences and the number of examples. */
  disagreement(sum: number, examples: number): number;
}

/**
 * An evaluator that measures every head by itself: 'accuracy/a' for every head, 'accuracy' without
 * a peer for the mean over the deployed heads, and with several of these 'accuracy/ensemble' of the
 * mean of their predictions, and 'disagreement/a|b' of two networks.
 */
export function perNetwork(
  deployed: Deployed,
  { names, predictions, measures, difference, disagreement }: PerNetwork,
): Evaluator {
  const measured = new Map<string, Measures>();
  const pairs = deployed.flatMap((a, i) => deployed.slice(i + 1).map((b) => ({ a, b, sum: 0 })));
  let examples = 0;
  const of = (id: string) => {
    const known = measured.get(id) ?? measures();
    measured.set(id, known);
    return known;
  };
  return {
    add({ role, positions, peers }) {
      const all = Object.fromEntries(
        Object.entries(peers).map(([id, outputs]) => [id, predictions(outputs)]),
      );
      for (const [id, values] of Object.entries(all)) of(id).add(values, positions, role);
      if (deployed.length > 1)
        of(ensemble).add(averaged(deployed.map(({ peer }) => all[peer]!)), positions, role);
      examples += positions.length;
      for (const pair of pairs) pair.sum += difference(all[pair.a.peer]!, all[pair.b.peer]!);
    },
    end() {
      const metrics = Object.fromEntries(
        [...measured].flatMap(([id, sum]) =>
          Object.entries(sum.end()).map(([name, value]) => [ofPeer(name, id), value] as const),
        ),
      );
      const disagreements = pairs.map(
        ({ a, b, sum }) =>
          [ofPair('disagreement', a.network, b.network), disagreement(sum, examples)] as const,
      );
      return {
        ...meansOver(deployed, names, metrics),
        ...metrics,
        ...Object.fromEntries(disagreements),
      };
    },
  };
}
