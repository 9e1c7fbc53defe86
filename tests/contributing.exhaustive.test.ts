import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { blocksOf, root } from './blocks.ts';

// Applies the diff of CONTRIBUTING.md to a copy of the repository, and runs all checks that concern
// the new strategy.

const copy = realpathSync(mkdtempSync(path.join(tmpdir(), 'codistill-contributing-')));
afterAll(() => rmSync(copy, { recursive: true, force: true }));

const run = (command: string, words: readonly string[], folder = '') =>
  execFileSync(command, words, {
    cwd: path.join(copy, folder),
    encoding: 'utf8',
    stdio: 'pipe',
    // Its tests are not counted as those of the repository.
    env: { ...process.env, NO_COLOR: '1', CODISTILL_TEST_REPORTS: '' },
  });
const bin = (name: string) => path.join(root, 'node_modules/.bin', name);
const vitest = (project: string, ...words: string[]) =>
  run(bin('vitest'), ['run', '--project', project, ...words]);

/** The packages of the workspace, relative to the root. */
const workspace = ['packages', 'apps'].flatMap((kind) =>
  readdirSync(path.join(root, kind)).map((name) => `${kind}/${name}`),
);

/** Copies all files that git tracks or would track, and the build outputs. */
function copyRepository(): void {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root });
  for (const file of listed.toString().trim().split('\n'))
    if (existsSync(path.join(root, file))) cpSync(path.join(root, file), path.join(copy, file));
  for (const folder of workspace)
    if (existsSync(path.join(root, folder, 'dist')))
      cpSync(path.join(root, folder, 'dist'), path.join(copy, folder, 'dist'), { recursive: true });
  for (const folder of ['', 'docs', ...workspace]) linkModules(folder);
}

/** Links installed packages: our own to the copy, others to their place in the repository. */
function linkModules(folder: string): void {
  const from = path.join(root, folder, 'node_modules');
  if (!existsSync(from)) return;
  const to = path.join(copy, folder, 'node_modules');
  for (const name of readdirSync(from)) {
    if (name.startsWith('.')) continue;
    const names = name.startsWith('@')
      ? readdirSync(path.join(from, name)).map((each) => `${name}/${each}`)
      : [name];
    for (const each of names) {
      const target = path.relative(root, realpathSync(path.join(from, each)));
      const base = workspace.includes(target) ? copy : root;
      mkdirSync(path.dirname(path.join(to, each)), { recursive: true });
      symlinkSync(path.join(base, target), path.join(to, each));
    }
  }
}

const patch = blocksOf('CONTRIBUTING.md').find(({ language }) => language === 'diff')!.text;

it('adds a strategy that passes every suite that concerns it', () => {
  copyRepository();
  writeFileSync(path.join(copy, 'strategy.patch'), `${patch}\n`);
  run('git', ['apply', '--unidiff-zero', 'strategy.patch']);
  const changed = [...patch.matchAll(/^\+\+\+ b\/(\S+)$/gm)].map(([, file]) => file!);
  const [source] = changed;
  const id = /id: '([^']+)'/.exec(readFileSync(path.join(copy, source!), 'utf8'))![1]!;

  run(bin('tsup'), [], 'packages/strategies');
  run('node', ['docs/scripts/cards.mjs']);
  run('node', ['packages/create-plugin/scripts/names.mjs']);
  run(bin('biome'), ['check', '--error-on-warnings', ...changed]);
  run('node', ['scripts/boundaries.mjs']);
  run(bin('tsc'), ['-p', 'tsconfig.tests.json', '--noEmit', '--incremental', 'false']);

  const found = vitest(
    'tests',
    'packages/strategies/src',
    'packages/plugins/src',
    'packages/create-plugin/src',
    'tests/cards.test.ts',
    'tests/readmes.test.ts',
    'tests/createPlugin.test.ts',
  );
  expect(found).toMatch(/Test Files {2}\d+ passed/);
  const conformed = vitest(
    'exhaustive',
    'tests/conformance/strategies',
    'packages/strategies/src/options.exhaustive.test.ts',
    '--testNamePattern',
    id,
  );
  expect(conformed).toMatch(/Tests {2}[1-9]\d* passed/);
});
