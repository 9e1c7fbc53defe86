// Errors about flows and losses: what was found, what was expected, what to do.
import { didYouMean, InputError, listed } from '../errors.ts';

export const doesNotHold = (strategy: string, distribution: string, holdsFor: readonly string[]) =>
  new InputError(
    `The strategy "${strategy}" is not defined for the distribution "${distribution}". With its options it is defined for: ${listed(holdsFor)}. Choose other options, or another strategy.`,
  );
export const noSmoothing = (distribution: string) =>
  new InputError(
    `Labels of the distribution "${distribution}" cannot be smoothed: numbers have no uniform distribution to be mixed with. Set \`smoothing\` to 0.`,
  );
export const noFeatures = (loss: string) =>
  new InputError(
    `The loss "${loss}" compares features, and a peer has none. Use a backbone that returns \`features\`, or set the weight of this loss to 0.`,
  );
export const unlikeFeatures = (a: readonly number[], b: readonly number[]) =>
  new InputError(
    `Features of the shapes [${a}] and [${b}] cannot be compared. Adapt the student's to the teacher's channels first (\`adapt\` of @codistill/strategies).`,
  );
export const emptyFlow = () =>
  new InputError(
    'The flow has no edges, so there is nothing to learn. A strategy returns at least one edge.',
  );
export const unknownPeer = (id: string, known: readonly string[]) =>
  new InputError(
    `The flow names the peer "${id}", which does not exist.${didYouMean(id, known)} Peers: ${listed(known)}.`,
  );
export const teachesFrozen = (edge: string, id: string) =>
  new InputError(
    `The edge ${edge} teaches "${id}", which does not learn (it is frozen, or follows another network). Leave the edge out: \`peers.filter((peer) => peer.learns)\`.`,
  );
export const twoEdges = (name: string) =>
  new InputError(
    `Two edges are called ${name}. Give one of their losses another name, or add them up in one edge.`,
  );
export const virtualNamedAsPeer = (id: string) =>
  new InputError(`The virtual peer "${id}" has the name of a peer. Give it another.`);
export const outOfRange = (option: string, value: unknown, step: number, why: string) =>
  new InputError(
    `The schedule of the option "${option}" gives ${String(value)} at step ${step}: ${why}. Give a schedule whose values stay in that range.`,
  );
export const idleOption = (
  strategy: string,
  option: string,
  given: unknown,
  distribution: string,
) =>
  new InputError(
    `The option "${option}" of the strategy "${strategy}" is ${JSON.stringify(given)}, but it has no effect for the distribution "${distribution}". Leave it out.`,
  );
