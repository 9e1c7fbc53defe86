import { cleanView, type Edge, peerName } from '@codistill/core';
import { firstFlow, firstNetworks, looksOf, type Setup } from '@codistill/core/engine';
import * as tf from '@tensorflow/tfjs-core';

/** Said of an edge whose teacher learns from it too. */
export const bothEnds = 'the gradient enters both ends';

/** An edge of a flow, as `explain` prints it. */
export interface EdgeDescription {
  readonly from: string;
  readonly to: string;
  readonly loss: string;
  readonly formula: string;
  /** A number, or in words where it is decided in every batch. */
  readonly weight: number | string;
  readonly because?: string;
}

/**
 * Runs every network and the flow once, on four examples of zeros, for the flow's edges and for who
 * looks at what.
 * @throws where the flow does not hold: an unknown peer, an edge to one that does not learn, a
 * tensor read on the host.
 */
export function edgesOf(setup: Setup): {
  readonly edges: readonly EdgeDescription[];
  readonly looks: readonly string[];
} {
  let found: { readonly edges: readonly EdgeDescription[]; readonly looks: readonly string[] } = {
    edges: [],
    looks: [],
  };
  tf.tidy(() => {
    const looks = looksOf(setup);
    const { flow } = firstFlow(setup, firstNetworks(setup).peers);
    const virtual = Object.entries(flow.virtual ?? {}).map(
      ([id, { of }]) => `${id}: a prediction made in the step from that of ${of}`,
    );
    found = {
      edges: flow.edges.map(describeEdge),
      looks: [...looks.map(({ network, view }) => lookText(network, view)), ...virtual],
    };
  });
  return found;
}

const lookText = (network: string, view: string) =>
  network === view
    ? `${network}: its own view`
    : `${peerName({ network, view })}: ${view === cleanView ? 'the view without perturbation' : `the view "${view}"`}`;

const describeEdge = ({ from, to, loss, weight = 1, because, through }: Edge): EdgeDescription => ({
  from,
  to,
  loss: loss.name,
  formula: loss.formula,
  weight:
    typeof weight === 'number'
      ? weight
      : weight.rank === 0
        ? 'decided in every batch'
        : 'decided for every example',
  ...(because || through
    ? { because: [because, through ? bothEnds : undefined].filter(Boolean).join('; ') }
    : {}),
});
