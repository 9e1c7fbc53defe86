import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from './blocks.ts';
import { examples, moduleOf, printedBy } from './examples/extract.ts';
import { logged } from './examples/given.ts';

// Type-checks and runs every `@example` of a doc comment. A comment after each call of
// `console.log` contains the expected line.

const folder = path.join(root, 'tests', '.blocks', `examples-${process.pid}`);
afterAll(() => rmSync(folder, { recursive: true, force: true }));
mkdirSync(folder, { recursive: true });

// Examples may write files below the working folder.
const before = process.cwd();
beforeAll(() => process.chdir(folder));
afterAll(() => process.chdir(before));

const files = examples().map((example, i) => {
  const file = path.join(folder, `example${i}.ts`);
  writeFileSync(file, `${moduleOf(example)}\nexport {};\n`);
  return { ...example, file };
});

/** The functions that authors of plugins and training loops use most. */
const shown = [
  'defineStrategy',
  'defineMethod',
  'definePerturbation',
  'definePerturbationSchedule',
  'defineBackbone',
  'defineDataset',
  'defineOrder',
  'defineSchedule',
  'defineOptimizer',
  'defineObserver',
  'createRegistry',
  'nested',
  'train',
  'supervised',
  'between',
  'entry',
  'meanScores',
  'ce',
  'kl',
  'l2',
  'detach',
  'stream',
  'conv',
  'dense',
  'batchNorm',
  'folderFiles',
  'workerLoader',
  'chooseRuntime',
];

describe('an example in a doc comment', () => {
  it('exists for the functions that authors use most', () => {
    const without = shown.filter(
      (name) => !files.some(({ text }) => new RegExp(`\\b${name}\\(`).test(text)),
    );
    expect(without).toEqual([]);
  });

  it('passes the type check', () => {
    expect(typeErrors(files.map(({ file }) => file))).toEqual([]);
  });

  it.each(files)('runs and prints what it says: $at', async (example) => {
    logged();
    await import(/* @vite-ignore */ pathToFileURL(example.file).href);
    expect(logged()).toEqual(printedBy(example));
  });
});

function typeErrors(names: readonly string[]): string[] {
  const { config } = ts.readConfigFile(path.join(root, 'tsconfig.tests.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(
    { ...config, files: [], include: [] },
    ts.sys,
    root,
  );
  const { tsBuildInfoFile: _file, ...rest } = options;
  const program = ts.createProgram(names, { ...rest, incremental: false, noUnusedLocals: false });
  const byFile = new Map(files.map(({ file, at }) => [file, at]));
  return names.flatMap((name) => {
    const source = program.getSourceFile(name)!;
    return [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ].map(
      ({ messageText }) =>
        `${byFile.get(name)}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    );
  });
}
