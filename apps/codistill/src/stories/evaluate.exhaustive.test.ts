import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { RunResult } from '@codistill/study';
import { expect, it } from 'vitest';
import { codistill, readJson, temporary, tiny } from '../testing/command.ts';
import { expectParagraph } from '../testing/paragraph.ts';

const run = ['out', 'runs', 'independent', 'seed-1'];
const study = ['--methods', 'independent', '--seeds', '1,', '--epochs', '5', '--out', 'out'];

/** The epochs, from 1, of the lines in a run's log, and those whose lines include test. */
function epochsOf(cwd: string): { readonly all: number[]; readonly tested: number[] } {
  const lines = readFileSync(path.join(cwd, ...run, 'metrics.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ kind }) => kind === 'epoch');
  const epochs = (some: typeof lines) => some.map(({ epoch }) => Number(epoch) + 1);
  return {
    all: epochs(lines),
    tested: epochs(lines.filter((line) => line['test/accuracy/a'] !== undefined)),
  };
}

it('--evaluate says when test is evaluated, and is part of the study', async () => {
  // Each epoch trains on eight batches of 32. The test split has 23 batches, so by default it is
  // evaluated every 17 epochs.
  for (const [words, epochs] of [
    [[], [5]],
    [
      ['--evaluate', '2'],
      [2, 4, 5],
    ],
  ] as const) {
    const cwd = temporary();
    const { code, stderr } = await codistill(cwd, 'compare', ...tiny, ...study, ...words);
    expect(code, stderr).toBe(0);
    expect(epochsOf(cwd)).toEqual({ all: [1, 2, 3, 4, 5], tested: epochs });
    const result = readJson<RunResult & { status: 'finished' }>(cwd, ...run, 'result.json');
    // With a single epoch there is nothing to choose.
    if (epochs.length === 1) expect(result.selected).toBe(undefined);
    else {
      expect(epochs).toContain(result.selected!.epoch + 1);
      expect(result.selected!.metrics).toHaveProperty('test/accuracy/a');
    }
    expect(result.last).toHaveProperty('test/accuracy/a');
    const other = await codistill(cwd, 'compare', ...tiny, ...study, '--evaluate', 'every-epoch');
    expectParagraph(
      other,
      `These fields differ (there / here): evaluate: ${words[1] ?? 'absent'} / "every-epoch".`,
    );
  }
});
