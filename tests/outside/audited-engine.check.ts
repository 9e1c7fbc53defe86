import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { Project } from './install.ts';

const common = ['--networks', 'small-conv,small-conv', '--examples', '100', '--epochs', '1'];
const study = (runtime: string, out: string) => [
  ...['compare', '--plugin', '.', '--runtime', runtime, '--out', out, ...common],
  ...['--methods', 'independent,mutual', '--seeds', '1,'],
];
const resultsOf = ({ folder }: Project, out: string) =>
  ['independent', 'mutual'].map((method) => {
    const { last } = JSON.parse(
      readFileSync(path.join(folder, out, 'runs', method, 'seed-1', 'result.json'), 'utf8'),
    ) as { last: Readonly<Record<string, number>> };
    expect(Object.keys(last)).toContain('test/accuracy');
    return last;
  });

/** The engine's name is known only to its package. */
export function checks(project: () => Project): void {
  it('trains a study on it, with the numbers of plain JavaScript', async () => {
    await project().codistill(...study('audited', 'audited'));
    await project().codistill(...study('cpu', 'cpu'));
    expect(resultsOf(project(), 'audited')).toEqual(resultsOf(project(), 'cpu'));
    const report = readFileSync(path.join(project().folder, 'audited', 'report.json'), 'utf8');
    expect(report).toContain('JavaScript, audited');
  });

  it('is listed, and a name that no package has is refused', async () => {
    expect(await project().codistill('list', 'runtimes', '--plugin', '.')).toContain('audited');
    await expect(project().codistill(...study('audit', 'none'))).rejects.toThrow(
      'No runtime is called "audit". Did you mean "audited"?',
    );
  });

  it('names the kernel that gave NaN', async () => {
    writeFileSync(
      path.join(project().folder, 'root.mjs'),
      `import { defineStrategy, supervised } from '@codistill/core';
import * as tf from '@tensorflow/tfjs-core';
const root = { name: 'root', formula: 'sqrt(-1)', perExample: ({ logits }) => tf.sqrt(tf.sub(tf.mul(tf.sum(logits, 1), 0), 1)) };
export const broken = defineStrategy({
  id: 'broken', about: 'Takes a root of -1.',
  create: () => ({ flow: (peers) => ({ edges: supervised(peers).map((edge) => ({ ...edge, loss: root })) }) }),
});
`,
    );
    await expect(
      project().codistill(
        ...study('audited', 'broken').map((word) =>
          word === 'independent,mutual' ? 'broken' : word,
        ),
        ...['--plugin', './root.mjs'],
      ),
    ).rejects.toThrow('Sqrt gave a value that is not a number');
  });
}
