import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { Project } from './install.ts';

const study = {
  dataset: 'digits',
  task: 'ordinal',
  plugins: ['.'],
  networks: ['small-conv', 'small-conv'],
  methods: ['independent', 'mutual', 'competitive'],
  seeds: 2,
  examples: 400,
  epochs: 8,
  batchSize: 50,
  optimizer: 'sgd',
  learningRate: { use: 'cosine', peak: 0.1 },
  runtime: 'wasm',
};

/** The task's main metric counts classes, and lower is better. */
export function checks(project: () => Project): void {
  it('trains a comparison that learns the order, and reports by its main metric', async () => {
    const { folder, codistill } = project();
    writeFileSync(path.join(folder, 'study.json'), JSON.stringify(study));
    const printed = await codistill('compare', '--config', 'study.json', '--out', 'out');
    expect(printed).toMatch(/error/);
    expect(printed).not.toMatch(/accuracy/);
    const result = JSON.parse(
      readFileSync(path.join(folder, 'out/runs/independent/seed-1/result.json'), 'utf8'),
    ) as { last: Readonly<Record<string, number>> };
    // Guessing the middle of ten classes is off by 2.5.
    expect(result.last['test/off']).toBeLessThan(1.2);
    expect(result.last['test/exact']).toBeGreaterThan(0.4);
    const page = readFileSync(path.join(folder, 'out/report.html'), 'utf8');
    expect(page).toContain('classes');
    expect(page).not.toMatch(/[Aa]ccuracy/);
  });

  it('is listed, and a misspelt name is refused', async () => {
    const { folder, codistill } = project();
    expect(await codistill('list', 'tasks', '--plugin', '.')).toContain('ordinal');
    writeFileSync(path.join(folder, 'ordnal.json'), JSON.stringify({ ...study, task: 'ordnal' }));
    await expect(codistill('compare', '--config', 'ordnal.json', '--dry-run')).rejects.toThrow(
      'No task is called "ordnal". Did you mean "ordinal"?',
    );
  });
}
