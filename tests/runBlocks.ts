import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { type Block, blocksOf, pages, root } from './blocks.ts';
import { smallData } from './smallData.ts';

/**
 * Commands that the gate itself runs, or that a test must not run, such as installing on the
 * machine.
 */
const runElsewhere = [
  /^npm (start|test)$/,
  /^npm run (bootstrap|native)$/,
  /^npm install /,
  /^npx codistill-libtensorflow /,
  /^pnpm (create|add|bench|build|changeset)\b/,
  /^cd /,
];

const languages = ['ts', 'js', 'json', 'sh', 'diff'];

/** Whether a block trains for long: commands of all pages except the README, and its study. */
export const isSlow = (page: string, { language }: Block): boolean =>
  (language === 'sh' && page !== 'README.md') ||
  (language === 'ts' && page === 'packages/study/README.md');

/**
 * Defines one test for each code block of every page that `chosen` accepts. TypeScript and
 * JavaScript are imported, JSON is parsed, diffs are applied and commands are executed, in the
 * order of the page. The other blocks of a page with a chosen block are only written as files,
 * because commands name them.
 */
export async function runBlocks(chosen: (page: string, block: Block) => boolean): Promise<void> {
  const work = path.join(root, 'tests', '.blocks', `docs-${process.pid}`);
  afterAll(() => rmSync(work, { recursive: true, force: true }));
  const environment = await smallCifar100();
  for (const page of pages()) {
    const blocks = blocksOf(page).filter(({ language }) => languages.includes(language));
    if (!blocks.some((block) => chosen(page, block))) continue;
    describe(page, () => {
      const folder = path.join(work, page.replace(/[^\w]+/g, '-'));
      blocks.forEach((block, i) => {
        const ending = block.language === 'diff' ? 'patch' : block.language;
        const file = path.join(folder, block.file ?? `block${i}.${ending}`);
        mkdirSync(path.dirname(file), { recursive: true });
        if (block.language !== 'sh') writeFileSync(file, `${block.text}\n`);
        if (chosen(page, block))
          it(`line ${block.line}: ${block.file ?? block.text.split('\n')[0]}`, () =>
            runBlock(block, file, folder, environment));
      });
    });
  }
}

interface Environment {
  readonly data: string;
  readonly study: string;
}

/**
 * Pages use CIFAR-100, whose files not everyone has. The tests use small files of the same layout,
 * with their checksums in a study file.
 */
async function smallCifar100(): Promise<Environment> {
  const { folder, checksums } = await smallData('cifar100', { train: 1000, test: 200 });
  const study = path.join(folder, 'study.json');
  writeFileSync(study, JSON.stringify({ dataset: { use: 'cifar100', checksums } }));
  return { data: folder, study };
}

async function runBlock(
  { language, text }: Block,
  file: string,
  folder: string,
  environment: Environment,
): Promise<void> {
  if (language === 'ts' || language === 'js') await importIn(folder, file);
  if (language === 'json') expect(() => JSON.parse(text)).not.toThrow();
  if (language === 'diff') await applies(file, text, folder);
  if (language === 'sh') for (const line of commands(text)) run(line, folder, environment);
}

/** Imports a module in a folder, which is the working folder for the files that it writes. */
async function importIn(folder: string, file: string): Promise<void> {
  const before = process.cwd();
  process.chdir(folder);
  try {
    await import(/* @vite-ignore */ pathToFileURL(file).href);
  } finally {
    process.chdir(before);
  }
}

/** Checks that a diff applies to the repository and that the added file can be imported. */
async function applies(patch: string, text: string, folder: string): Promise<void> {
  execFileSync('git', ['apply', '--check', '--unidiff-zero', patch], { cwd: root });
  const added = /^\+\+\+ b\/(\S+\.ts)\n@@[^\n]*\n((?:\+.*\n?)+)/m.exec(text);
  if (!added) return;
  const file = path.join(folder, path.basename(added[1]!));
  writeFileSync(file, added[2]!.replace(/^\+/gm, ''));
  await import(/* @vite-ignore */ pathToFileURL(file).href);
}

const commands = (text: string) =>
  text
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line !== '');

function run(line: string, folder: string, { data, study }: Environment): void {
  if (runElsewhere.some((known) => known.test(line))) return;
  const app = `node ${JSON.stringify(path.join(root, 'apps/codistill/dist/main.js'))}`;
  const command = line
    .replace(/^(npx )?codistill\b/, app)
    .replace('--dataset cifar100', `--config ${JSON.stringify(study)}`);
  execFileSync('bash', ['-ec', command], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, CODISTILL_DATA: data },
  });
}
