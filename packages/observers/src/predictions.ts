import { defineObserver, encodeSafetensors, outlet, type Predictions } from '@codistill/core';
import { z } from 'zod';
import { predictionsFormat } from './errors.ts';

/**
 * Writes what every peer predicts on the examples of validation and test, at the end of a run: one
 * file for each split, such as `predictions/test.safetensors`, and for each part of it, such as
 * `predictions/test-query.safetensors`. `readPredictions` reads it, and so does every library for
 * safetensors.
 *
 * The tensors are `positions`, int32, [examples], the `targets`, and some for each peer, such as
 * `a`. The metadata says `format`, `kind`, `split`, `role`, `step`, `epoch` (counted from 0) and
 * `seed`.
 *
 * - `kind` 'class': `targets`, int32, [examples]; `answer/a`, int32, [examples], and `probability/a`,
 *   float32, [examples]: 8 bytes for each example and peer.
 * - `kind` 'bits' or 'numbers': `targets` and `mean/a`, float32, [examples, outputs].
 *
 * The file contains no time, so equal runs give equal files.
 */
export const predictions = defineObserver({
  id: 'predictions',
  about: 'Writes what the networks predict on validation and test, at the end.',
  options: z.object({
    files: outlet(),
    folder: z.string().min(1).default('predictions').describe('Folder of the files.'),
  }),
  create({ files, folder }) {
    let out = files;
    let seed = 0;
    return {
      begin(given) {
        out = files ?? given.files;
        seed = given.experiment.seed;
      },
      see: () => {},
      async keep({ moment: { step, epoch }, predictions }, _, why) {
        // After 'stop', a last report may evaluate only the test split.
        if (!why.has('ended') && !why.has('stop')) return;
        for (const found of predictions?.() ?? [])
          await out?.write(
            `${folder}/${nameOf(found)}.safetensors`,
            encoded(found, { step: String(step), epoch: String(epoch), seed: String(seed) }),
          );
      },
    };
  },
});

const nameOf = ({ split, role }: Predictions) => (role === split ? split : `${split}-${role}`);

function encoded(found: Predictions, about: Readonly<Record<string, string>>): Uint8Array {
  const { kind, split, role, positions, targets, peers } = found;
  const examples = positions.length;
  const tensor = (data: Int32Array | Float32Array) => ({
    shape: 'outputs' in found ? [examples, found.outputs] : [examples],
    data,
  });
  const answers = Object.entries(peers).flatMap(([id, values]) =>
    Object.entries<Int32Array | Float32Array>(values).map(
      ([name, data]) => [`${name}/${id}`, tensor(data)] as const,
    ),
  );
  return encodeSafetensors(
    {
      positions: { shape: [examples], data: positions },
      targets: tensor(targets),
      ...Object.fromEntries(answers),
    },
    { format: predictionsFormat, kind, split, role, ...about },
  );
}
