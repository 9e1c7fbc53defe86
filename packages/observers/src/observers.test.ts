import type { Files, Report } from '@codistill/core';
import { describe, expect, it } from 'vitest';
import { checkpoint, clock, earlyStop, jsonl, progress } from './index.ts';

/** Files in memory. */
function memory(): Files & { readonly texts: Record<string, string> } {
  const texts: Record<string, string> = {};
  return {
    texts,
    read: async (path) => new TextEncoder().encode(texts[path]),
    write: async (path, bytes) => {
      texts[path] = new TextDecoder().decode(bytes);
    },
    append: async (path, text) => {
      texts[path] = (texts[path] ?? '') + text;
    },
    list: async () => Object.keys(texts),
  };
}

/** A run of epochs with two steps each, and the accuracies given. */
function reports(accuracies: readonly number[]): Report[] {
  const steps = 2 * accuracies.length;
  const plan = { seed: 0, step: 0, learningRate: { strategy: 0.1 }, strategy: {}, follow: {} };
  return accuracies.flatMap((_, epoch) => {
    const history = { 'validation/accuracy/a': accuracies.slice(0, epoch + 1) };
    const moment = (step: number) => ({ step, epoch, stepsPerEpoch: 2, progress: step / steps, history });
    const step = (at: number): Report => ({
      kind: 'step',
      moment: moment(at),
      plan,
      perturbed: at % 2 ? [] : [{ network: 'a', perturbation: '0:mixup' }],
      metrics: { names: ['loss'], values: Float32Array.of(1.5) },
      checkpoint: async () => new TextEncoder().encode(`state ${at + 1}`),
    });
    const end: Report = {
      ...step(2 * epoch + 2),
      kind: 'epoch',
      perturbed: [],
      metrics: { names: ['train/loss', 'validation/accuracy/a'], values: Float32Array.of(1.25, accuracies[epoch]!) },
      checkpoint: async () => new TextEncoder().encode(`state ${2 * epoch + 2} closed`),
    };
    return [step(2 * epoch), step(2 * epoch + 1), end];
  });
}

describe('observers', () => {
  it('progress says a line an epoch, with the time left', async () => {
    const lines: string[] = [];
    const observer = progress({ write: (line) => lines.push(line) });
    for (const report of reports([0.5, 0.75])) await observer.see(report);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^epoch 1\/2, loss 1\.250, validation accuracy a 50\.0 %, 0:00 left$/);
    expect([clock(3), clock(75), clock(3675)]).toEqual(['0:03', '1:15', '1:01:15']);
  });
  it('jsonl writes every report as a line, counts its bytes, and keeps nothing back at an end', async () => {
    const files = memory();
    const observer = jsonl({ files, flush: 2 });
    const all = reports([0.5, 0.75]);
    for (const report of all.slice(0, 4)) await observer.see(report);
    const saved = Number(observer.save!());
    await observer.close!();
    const text = files.texts['metrics.jsonl']!;
    expect(text).toHaveLength(saved);
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ kind }) => kind)).toEqual(['step', 'step', 'epoch', 'step']);
    expect(lines[0]).toEqual({ kind: 'step', step: 0, epoch: 0, perturbed: [{ network: 'a', perturbation: '0:mixup' }], loss: 1.5 });
    const epochs = memory();
    const quiet = jsonl({ files: epochs, steps: false });
    for (const report of all) await quiet.see(report);
    expect(epochs.texts['metrics.jsonl']!.trimEnd().split('\n')).toHaveLength(2);
  });
  it('checkpoint keeps the last state and the best', async () => {
    const files = memory();
    const observer = checkpoint({ files, best: 'validation/accuracy/a', everyEpochs: 2 });
    for (const report of reports([0.5, 0.9, 0.7])) await observer.see(report);
    expect(files.texts['checkpoint.safetensors']).toBe('state 6 closed');
    expect(files.texts['best.safetensors']).toBe('state 4 closed');
    const later = checkpoint({ files, best: 'validation/accuracy/a' });
    later.load!(observer.save!());
    await later.see(reports([0.8])[2]!);
    expect(files.texts['best.safetensors']).toBe('state 4 closed');
  });
  it('early-stop ends a run that no longer improves', async () => {
    const verdicts = async (accuracies: number[], options = {}) => {
      const observer = earlyStop({ patience: 1, ...options });
      const said = [];
      for (const report of reports(accuracies)) if (report.kind === 'epoch') said.push(await observer.see(report));
      return said;
    };
    expect(await verdicts([0.5, 0.6, 0.6, 0.5, 0.4])).toEqual([undefined, undefined, undefined, 'stop', 'stop']);
    expect(await verdicts([0.5, 0.6, 0.7], { mode: 'min' })).toEqual([undefined, undefined, 'stop']);
  });
});
