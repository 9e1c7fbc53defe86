import { decodeSafetensors, defineObserver, outlet } from '@codistill/core';
import { flattened, growingFile } from '@codistill/observers';
import { z } from 'zod';
import { summaryEvent, type Value, versionEvent } from './events.ts';
import { histogramOf } from './histogramOf.ts';
import { recordOf } from './records.ts';

const path = 'events.out.tfevents.0.codistill.0.0';

/**
 * Writes metrics as an event file of TensorBoard, in the observer's folder, at the steps that
 * metrics.jsonl names: of epochs by their names, such as 'validation/accuracy/a', and of steps with
 * 'step/' before it. The experiment is there as hyper-parameters. With `histograms`, each
 * checkpoint adds a histogram of every parameter, and of its change since the checkpoint before.
 *
 * A resumed run cuts the file back to what its checkpoint knows, which ends with a whole record.
 * Equal runs differ in the times of events and in nothing else.
 *
 * Source: the TFRecord format and tensorflow/core/util/event.proto.
 */
export const tensorboard = defineObserver({
  id: 'tensorboard',
  about: 'Writes metrics as an event file of TensorBoard.',
  source: 'tensorflow/core/util/event.proto',
  options: z.object({
    files: outlet(),
    everySteps: z
      .number()
      .int()
      .nonnegative()
      .default(10)
      .describe('Number of steps between two steps that are written; 0 writes epochs only.'),
    histograms: z
      .boolean()
      .default(false)
      .describe('Add histograms of parameters and of their changes after every epoch.'),
    times: z
      .boolean()
      .default(true)
      .describe('Store when each number was written; without, equal runs write equal files.'),
  }),
  create({ files: given, everySteps, histograms, times }) {
    const file = growingFile('tensorboard', path);
    let before: Readonly<Record<string, Float32Array>> = {};
    const now = () => (times ? Date.now() / 1000 : 0);
    const write = (event: Uint8Array) => file.append(recordOf(event));
    return {
      async begin({ experiment, files: own, resumed }) {
        before = {};
        await file.begin(given ?? own, resumed?.saved);
        if (file.size > 0) return;
        const hyperparameters = flattened(experiment);
        await write(versionEvent(now()));
        await write(
          summaryEvent(now(), 0, [{ tag: '_hparams_/session_start_info', hyperparameters }]),
        );
      },
      async see({ kind, moment: { step }, metrics: { names, values } }) {
        const prefix = kind === 'step' ? 'step/' : '';
        if (kind !== 'step' || (everySteps > 0 && step % everySteps === 0))
          await write(
            summaryEvent(
              now(),
              step,
              names.map((name, i) => ({ tag: `${prefix}${name}`, scalar: values[i]! })),
            ),
          );
        return histograms && kind === 'epoch' ? 'checkpoint' : undefined;
      },
      save: file.save,
      async keep({ kind, moment }, checkpoint) {
        if (!histograms || kind !== 'epoch') return;
        const after = parametersIn(checkpoint);
        const values = histogramsOf(before, after);
        before = after;
        if (values.length > 0) await write(summaryEvent(now(), moment.step, values));
      },
    };
  },
});

/** The parameters of all networks in a checkpoint, by name: 'networks/a/params/...'. */
function parametersIn(checkpoint: Uint8Array): Readonly<Record<string, Float32Array>> {
  const { tensors } = decodeSafetensors(checkpoint, 'the checkpoint');
  const found: Record<string, Float32Array> = {};
  for (const [name, { data }] of Object.entries(tensors))
    if (data instanceof Float32Array && name.includes('/params/')) found[name] = data;
  return found;
}

/** Histograms of parameters, and of their changes where they were known before. */
function histogramsOf(
  before: Readonly<Record<string, Float32Array>>,
  after: Readonly<Record<string, Float32Array>>,
): Value[] {
  const values: Value[] = [];
  const add = (tag: string, data: Float32Array) => {
    const histogram = histogramOf(data);
    if (histogram) values.push({ tag, histogram });
  };
  for (const [name, data] of Object.entries(after)) {
    add(`parameters/${name}`, data);
    const earlier = before[name];
    if (earlier)
      add(
        `changes/${name}`,
        data.map((value, i) => value - earlier[i]!),
      );
  }
  return values;
}
