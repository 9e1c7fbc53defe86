import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { edgeName, labels, parseEdge } from './edges.ts';
import { ofEdge, ofPair, ofPeer, ofSplit, parseMetric } from './metrics.ts';
import { networkName } from './networks.ts';
import { besideName, cleanView, madeFor, parsePeer, peerName } from './peers.ts';

const network = fc.stringMatching(networkName);
const head = fc.stringMatching(/^[a-z][a-z0-9-]*$/);
const peer = fc
  .record(
    { network, head, view: fc.oneof(network, fc.constant(cleanView)) },
    { requiredKeys: ['network'] },
  )
  .map((name) => ({ ...name }));
const id = fc.oneof(
  peer.map(peerName),
  fc.tuple(peer, peer).map(([a, b]) => besideName(peerName(a), peerName(b))),
  peer.map((name) => madeFor('others', peerName(name))),
);
const loss = fc.oneof(fc.constantFrom('ce', 'kl', 'l2', 'ce-smoothed-0.1'), head);
const edge = fc.record({ loss, from: fc.oneof(id, fc.constant(labels)), to: id });
const split = fc.constantFrom('train' as const, 'validation' as const, 'test' as const);
const measure = fc.constantFrom('accuracy', 'score', 'nll', 'kdcl');

describe('parsing gives back what a name was made of', () => {
  it('for peers', () => {
    fc.assert(
      fc.property(peer, (name) => {
        expect(parsePeer(peerName(name))).toEqual(name);
      }),
    );
  });
  it('for virtual peers beside another', () => {
    fc.assert(
      fc.property(peer, id, (name, other) => {
        expect(parsePeer(besideName(peerName(name), other))).toEqual({ ...name, beside: other });
      }),
    );
  });
  it('for edges', () => {
    fc.assert(
      fc.property(edge, ({ loss: name, from, to }) => {
        expect(parseEdge(edgeName({ loss: { name }, from, to }))).toEqual({ loss: name, from, to });
      }),
    );
  });
  it('for metrics of a peer, of an edge and of two networks, in a step and in the history', () => {
    const edges = edge.map(({ loss: name, from, to }) => edgeName({ loss: { name }, from, to }));
    const metric = fc.oneof(
      fc.tuple(measure, id).map(([what, of]) => [ofPeer(what, of), what, of]),
      fc
        .tuple(fc.constantFrom('loss' as const, 'weight' as const), edges)
        .map(([what, of]) => [ofEdge(what, of), what, of]),
      fc
        .tuple(network, network)
        .map(([a, b]) => [ofPair('disagreement', a, b), 'disagreement', `${a}|${b}`]),
      measure.map((what) => [what, what, undefined]),
    );
    fc.assert(
      fc.property(metric, split, ([name, what, of], where) => {
        const said = { measure: what, ...(of !== undefined && { of }) };
        expect(parseMetric(name!)).toEqual(said);
        expect(parseMetric(ofSplit(where, name!))).toEqual({ split: where, ...said });
      }),
    );
  });
});

describe('a name of another form', () => {
  it('is a network as a peer, no edge, and a measure', () => {
    expect(parsePeer('others-of-a')).toEqual({ network: 'others-of-a' });
    expect(parseEdge('accuracy/a')).toBeUndefined();
    expect(parseEdge('a->b')).toBeUndefined();
    expect(parseMetric('loss')).toEqual({ measure: 'loss' });
    expect(parseMetric('train')).toEqual({ measure: 'train' });
  });
});
