import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { root } from './blocks.ts';
import { run } from './registry.ts';

// Uses the commands of the docs to go from an empty folder to a report that compares a user's own
// strategy with the baselines.

const work = mkdtempSync(path.join(tmpdir(), 'codistill-outside-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const commands = readFileSync(path.join(root, 'docs/write-a-strategy.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('    ') && /^ {4}(npm|pnpm|cd|codistill)\b/.test(line))
  .map((line) => line.trim());

/**
 * Links our packages and the repository's installed packages instead of using a registry.
 * `tests/packages.exhaustive.test.ts` installs from a registry.
 */
function link(folder: string): void {
  const { devDependencies } = JSON.parse(
    readFileSync(path.join(folder, 'package.json'), 'utf8'),
  ) as { devDependencies: Record<string, string> };
  for (const name of Object.keys(devDependencies)) {
    const place = path.join(folder, 'node_modules', name);
    mkdirSync(path.dirname(place), { recursive: true });
    symlinkSync(path.join(root, 'node_modules', name), place, 'junction');
  }
  mkdirSync(path.join(folder, 'node_modules', '.bin'));
  symlinkSync('../vitest/vitest.mjs', path.join(folder, 'node_modules', '.bin', 'vitest'));
}

describe('a strategy from outside', () => {
  let folder = work;
  const app = path.join(root, 'apps/codistill/dist/main.js');

  it('takes fewer than ten commands', () => {
    expect(commands.length).toBeGreaterThan(3);
    expect(commands.length).toBeLessThan(10);
    expect(commands.at(-1)).toMatch(/^codistill compare .*--out runs\/mine$/);
  });

  for (const command of commands) {
    it(command, async () => {
      const words = command.split(' ');
      const after = (word: string) =>
        words.slice(words.indexOf(word) + 1).filter((other) => other !== '--');
      if (command === 'npm install --global codistill') expect(existsSync(app)).toBe(true);
      else if (command.includes('create @codistill/plugin'))
        await run(
          process.execPath,
          [path.join(root, 'packages/create-plugin/dist/index.js'), ...after('@codistill/plugin')],
          folder,
        );
      else if (words[0] === 'cd') folder = path.join(folder, words[1]!);
      else if (command === 'npm install') link(folder);
      else if (words[0] === 'codistill')
        await run(process.execPath, [app, ...words.slice(1), '--examples', '200'], folder);
      else await run(words[0]!, words.slice(1), folder);
    });
  }

  it('ends with a report on it', () => {
    const out = path.join(folder, 'runs', 'mine');
    expect(readFileSync(path.join(out, 'report.html'), 'utf8')).toContain('my-strategy');
    const { methods } = JSON.parse(readFileSync(path.join(out, 'report.json'), 'utf8')) as {
      methods: readonly { id: string }[];
    };
    expect(methods.map(({ id }) => id).sort()).toEqual([
      'competitive',
      'independent',
      'my-strategy',
    ]);
  });
});
