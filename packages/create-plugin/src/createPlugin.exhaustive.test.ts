import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { createPlugin } from './createPlugin.ts';
import { kinds } from './templates.ts';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
mkdirSync(path.join(root, 'tests', '.blocks'), { recursive: true });
// The folder is inside the repository, so that codistill's packages resolve to the built workspace.
const work = mkdtempSync(path.join(root, 'tests', '.blocks', 'create-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

describe('create-plugin', () => {
  for (const kind of kinds) {
    it(`makes a ${kind} whose types hold and whose tests pass at once`, () => {
      const folder = path.join(work, kind);
      expect(createPlugin(`@me/my-${kind}`, kind, '^0.0.0', folder)).toHaveLength(6);
      const run = (...command: string[]) =>
        execFileSync('node', [path.join(root, 'node_modules', command[0]!), ...command.slice(1)], {
          cwd: folder,
          encoding: 'utf8',
          env: { ...process.env, VITEST: '', CI: '' },
        });
      run('typescript/bin/tsc', '-p', '.');
      writeFileSync(
        path.join(folder, 'vitest.config.js'),
        'export default { test: { testTimeout: 300000 } };\n',
      );
      const report = JSON.parse(
        run('vitest/vitest.mjs', 'run', '--root', '.', '--reporter=json'),
      ) as {
        numPassedTests: number;
        numFailedTests: number;
      };
      expect(report.numFailedTests).toBe(0);
      expect(report.numPassedTests).toBeGreaterThan(3);
    });
  }
  it('refuses a folder in use, a wrong name and an unknown kind', () => {
    const folder = path.join(work, 'in-use');
    createPlugin('my-one', 'strategy', '^0.0.0', folder);
    expect(() => createPlugin('my-one', 'strategy', '^0.0.0', folder)).toThrow('not empty');
    expect(() => createPlugin('My Strategy', 'strategy', '^0.0.0')).toThrow(
      'not a name for a package',
    );
    expect(() => createPlugin('my-one', 'teacher', '^0.0.0')).toThrow('No kind of plugin');
  });
});
