import type { Predictions, Reason, Report } from '@codistill/core';
import { encodeSafetensors, InputError, noFiles } from '@codistill/core';
import { describe, expect, it } from 'vitest';
import { predictions, readPredictions } from './index.ts';

const made = (split: Predictions['split']): Predictions => ({
  split,
  role: split,
  kind: 'class',
  positions: Int32Array.of(3, 1, 4),
  targets: Int32Array.of(0, 2, 1),
  peers: {
    'a/exit2': { answer: Int32Array.of(0, 1, 1), probability: Float32Array.of(0.5, 0.75, 1) },
    b: { answer: Int32Array.of(2, 2, 2), probability: Float32Array.of(0.4, 0.4, 0.4) },
  },
});
const report = (found: readonly Predictions[] | undefined): Report => ({
  kind: found ? 'epoch' : 'step',
  moment: { step: 12, epoch: 1, stepsPerEpoch: 6, epochs: 2, progress: 1, history: {} },
  perturbed: [],
  metrics: { names: [], values: new Float32Array() },
  ...(found && { predictions: () => found }),
});

/** What the observer writes for reports that are kept for given reasons. */
async function written(reports: readonly (readonly [Report, ...Reason[]])[]) {
  const files = new Map<string, Uint8Array>();
  const write = async (path: string, bytes: Uint8Array) => void files.set(path, bytes);
  const observer = predictions({ folder: 'last' });
  await observer.begin!({
    experiment: { seed: 7 } as never,
    fitted: { outputs: 2, facts: {} },
    main: { name: 'accuracy', words: 'accuracy', unit: '%', higherIsBetter: true, counted: true },
    facts: { channels: 1, size: 'varies', mean: [0.5], std: [0.5] },
    examples: {},
    stepsPerEpoch: 6,
    metrics: [],
    files: { ...noFiles, write },
  });
  for (const [given, ...why] of reports)
    await observer.keep!(given, new Uint8Array(), new Set(why));
  return files;
}

describe('predictions', () => {
  it('come back as they were, with the moment of the run', async () => {
    const files = await written([[report([made('validation'), made('test')]), 'ended']]);
    expect([...files.keys()]).toEqual(['last/validation.safetensors', 'last/test.safetensors']);
    for (const split of ['validation', 'test'] as const) {
      const path = `last/${split}.safetensors`;
      const found = readPredictions(files.get(path)!, path);
      expect(found).toEqual({ ...made(split), step: 12, epoch: 1, seed: 7 });
    }
  });
  it.each(['bits', 'numbers'] as const)(
    'of %s have a row of means for each example',
    async (kind) => {
      const rows: Predictions = {
        kind,
        split: 'test',
        role: 'query',
        outputs: 2,
        positions: Int32Array.of(0, 1),
        targets: Float32Array.of(0, 1, 1, 1),
        peers: { a: { mean: Float32Array.of(0.25, 0.5, 1, 0) } },
      };
      const files = await written([[report([rows]), 'ended']]);
      const bytes = files.get('last/test-query.safetensors')!;
      expect(readPredictions(bytes, 'x')).toEqual({ ...rows, step: 12, epoch: 1, seed: 7 });
    },
  );
  it('take eight bytes for each example and peer, beside positions and targets', async () => {
    const files = await written([[report([made('test')]), 'ended']]);
    const bytes = files.get('last/test.safetensors')!;
    const header = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(bytes.length - header).toBe(3 * (4 + 4 + 2 * 8));
  });
  it('are written at the end and where the run is stopped, and not at other checkpoints', async () => {
    const validation = report([made('validation')]);
    expect((await written([[validation, 'checkpoint']])).size).toBe(0);
    expect((await written([[validation, 'interrupted']])).size).toBe(0);
    expect((await written([[report(undefined), 'checkpoint', 'stop']])).size).toBe(0);
    const stopped = await written([
      [validation, 'checkpoint', 'stop'],
      [report([made('test')]), 'ended'],
    ]);
    expect(stopped.size).toBe(2);
  });
  it('a file that has none is refused', () => {
    const other = encodeSafetensors({}, { format: 'codistill/2' });
    expect(() => readPredictions(other, 'state.safetensors')).toThrow(
      'state.safetensors has no predictions: its format is "codistill/2"',
    );
    expect(() => readPredictions(new Uint8Array(3), 'x')).toThrow(InputError);
  });
});
