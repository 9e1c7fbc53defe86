import { type SplitRequest, stratified, stream, type TrainSplit } from '@codistill/core';
import { tooFewIdentities } from '../errors.ts';

/**
 * Divides the training split by identities: all images of round(fraction n) of the n identities are
 * held out, at least two if the fraction is above 0, and the others are trained on. Images of no
 * identity (-1) belong to neither. `validation.seed` draws the identities. `examples` of the
 * remaining images are kept, spread evenly over the identities.
 * @throws InputError if fewer than two identities remain for training.
 */
export function identitySplit(identities: Int32Array, request: SplitRequest): TrainSplit {
  const { fraction, seed } = request.validation;
  const known = [...new Set(identities)].filter((one) => one >= 0).sort((a, b) => a - b);
  const count = fraction === 0 ? 0 : Math.max(2, Math.round(fraction * known.length));
  if (known.length - count < 2) throw tooFewIdentities(known.length, count);
  const order = stream(seed, 'data/validation/identities', 0).permutation(known.length);
  const held = new Set(Array.from(order.slice(0, count), (i) => known[i]!));
  const positions = (keep: (identity: number) => boolean) =>
    Int32Array.from(
      Array.from(identities.keys()).filter((at) => identities[at]! >= 0 && keep(identities[at]!)),
    );
  const left = positions((identity) => !held.has(identity));
  const groups = left.map((at) => identities[at]!);
  const { train } = stratified(groups, { ...request, validation: { fraction: 0, seed } });
  return { train: train.map((at) => left[at]!), validation: positions((one) => held.has(one)) };
}
