import { type Moment, type Named, ofPeer, ofSplit } from '@codistill/core';
import { momentAt } from '@codistill/core/engine';
import { frozen } from './same.ts';

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
