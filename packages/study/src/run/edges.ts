import { cleanView, type Edge, peerName } from '@codistill/core';
import { firstFlow, firstNetworks, looksOf, type Setup } from '@codistill/core/engine';
import * as tf from '@tensorflow/tfjs-core';

/** The remark about an edge whose teacher also learns from it. */
export const bothEnds = 'the gradient enters both ends';

/** An edge of a flow, as `explain` prints it. */
export interface EdgeDescription {
  readonly from: string;
  readonly to: string;
  readonly loss: string;
  readonly formula: string;
  /** A number, or words if each batch decides it. */
  readonly weight: number | string;
  readonly because?: string;
}

/**
 * The edges of the flow, and which network looks at which view. It runs every network and the flow
 * once, on four examples of zeros.
 * @throws if the flow is invalid: an unknown peer, an edge to a peer that does not learn, or a
 * tensor that is read on the host.
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
