import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { afterAll, describe, expect, it } from 'vitest';
import { createPlugin } from '../packages/create-plugin/src/createPlugin.ts';
import { pluginFiles } from '../packages/create-plugin/src/files.ts';
import { kinds } from '../packages/create-plugin/src/templates.ts';
import { root } from './blocks.ts';

mkdirSync(path.join(root, 'tests', '.blocks'), { recursive: true });
const work = mkdtempSync(path.join(root, 'tests', '.blocks', 'names-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** All keywords of TypeScript. */
const keywords = Array.from({ length: ts.SyntaxKind.LastKeyword }, (_, kind) =>
  ts.tokenToString(kind),
)
  .filter((word) => word !== undefined)
  .filter((word) => /^[a-z]+$/.test(word));
/** Names that are already used: globals, and the imports and declarations of the templates. */
const inUse = [
  ...['undefined', 'eval', 'arguments', 'exports', 'module', 'require', 'let', 'math', 'process'],
  ...['kl', 'ce', 'tf', 'z', 'between', 'entry', 'supervised', 'mean-scores', 'stream', 'relu'],
  ...['define-strategy', 'describe-strategy', 'describe', 'conv', 'dense', 'peers', 'weight', 'id'],
  ...['name', 'create', 'batch', 'unit', 'rng', 'prototype', 'constructor', 'to-string', 'x-y-z'],
];

/** Some of the names above, at least one for each kind of conflict. */
const hard = [
  ...[
    'class',
    'await',
    'type',
    'exports',
    'undefined',
    'kl',
    'tf',
    'describe',
    'describe-strategy',
  ],
  ...['peers', 'conv', 'stream', 'constructor', 'x-y-z'],
];

describe('a new plugin of any name', () => {
  const names = [...new Set([...keywords, ...inUse])];

  it.each(kinds)('is exported under a name that a module can have: %s', (kind) => {
    for (const name of names) {
      const source = pluginFiles(name, kind, '^0.0.0')['src/index.ts']!;
      const { diagnostics } = ts.transpileModule(source, {
        reportDiagnostics: true,
        compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
      });
      expect(diagnostics, `${name}: ${source}`).toEqual([]);
      expect(source).toContain(`id: '${name}'`);
    }
  });

  it('is loaded by codistill under that name, and its types hold', () => {
    const folders = kinds.flatMap((kind) =>
      hard.map((name) => {
        createPlugin(name, kind, '^0.0.0', path.join(work, `${kind}-${name}`));
        return path.join(work, `${kind}-${name}`);
      }),
    );
    const settings = readFileSync(path.join(folders[0]!, 'tsconfig.json'), 'utf8');
    const all = { ...(JSON.parse(settings) as object), include: ['*/src'] };
    writeFileSync(path.join(work, 'tsconfig.json'), JSON.stringify(all));
    writeFileSync(path.join(work, 'package.json'), '{ "type": "module" }');
    const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
    expect(() => execFileSync('node', [tsc, '-p', '.'], { cwd: work })).not.toThrow();
    const main = path.join(root, 'apps/codistill/dist/main.js');
    const words = ['list', 'strategies', '--json', ...folders.flatMap((one) => ['--plugin', one])];
    const ran = spawnSync('node', [main, ...words], { encoding: 'utf8', cwd: work });
    expect(ran.stderr).toBe('');
    const listed = (JSON.parse(ran.stdout) as { id: string }[]).map(({ id }) => id);
    expect(listed).toEqual(expect.arrayContaining(hard));
  });
});
