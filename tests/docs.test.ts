import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { blocksOf, pages, root } from './blocks.ts';
import { smallData } from './smallData.ts';

// Every code block of every page is run: TypeScript is imported, files are written, commands are
// executed, in the order of the page.

const work = path.join(root, 'tests', '.blocks');
afterAll(() => rmSync(work, { recursive: true, force: true }));

// Pages speak of CIFAR-100, whose files not everyone has: here they are small ones, of the same
// layout, and a study file tells the dataset their checksums.
const cifar100 = await smallData('cifar100', { train: 1000, test: 200 });
const smallCifar100 = path.join(cifar100.folder, 'study.json');
writeFileSync(
  smallCifar100,
  JSON.stringify({ dataset: { use: 'cifar100', checksums: cifar100.checksums } }),
);

/**
 * Commands that the gate itself runs, or that need what a test must not do (install into the
 * machine).
 */
const runElsewhere = [
  /^npm (start|test)$/,
  /^npm run (bootstrap|native)$/,
  /^npm install /,
  /^npx codistill-libtensorflow /,
  /^pnpm (create|add|bench|build|changeset)\b/,
  /^cd /,
];

for (const page of pages()) {
  const blocks = blocksOf(page).filter(({ language }) =>
    ['ts', 'js', 'json', 'sh', 'diff'].includes(language),
  );
  if (blocks.length === 0) continue;
  describe(page, () => {
    const folder = path.join(work, page.replace(/[^\w]+/g, '-'));
    mkdirSync(folder, { recursive: true });
    blocks.forEach((block, i) => {
      it(`line ${block.line}: ${block.file ?? block.text.split('\n')[0]}`, async () => {
        const file = path.join(
          folder,
          block.file ?? `block${i}.${block.language === 'diff' ? 'patch' : block.language}`,
        );
        mkdirSync(path.dirname(file), { recursive: true });
        if (block.language !== 'sh') writeFileSync(file, `${block.text}\n`);
        if (block.language === 'ts' || block.language === 'js')
          await import(/* @vite-ignore */ pathToFileURL(file).href);
        if (block.language === 'json') expect(() => JSON.parse(block.text)).not.toThrow();
        if (block.language === 'diff') await applies(file, block.text, folder);
        if (block.language === 'sh') for (const line of commands(block.text)) run(line, folder);
      });
    });
  });
}

/** A diff applies to the repository as it is, and the file that it adds can be imported. */
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

function run(line: string, folder: string): void {
  if (runElsewhere.some((known) => known.test(line))) return;
  const app = `node ${JSON.stringify(path.join(root, 'apps/codistill/dist/main.js'))}`;
  const command = line
    .replace(/^(npx )?codistill\b/, app)
    .replace('--dataset cifar100', `--config ${JSON.stringify(smallCifar100)}`);
  execFileSync('bash', ['-ec', command], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, CODISTILL_DATA: cifar100.folder },
  });
}
