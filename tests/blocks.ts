import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** A fenced code block of a page. */
export interface Block {
  readonly language: string;
  /** The word after the language: the name of the file that the block contains. */
  readonly file?: string;
  readonly text: string;
  readonly line: number;
}

/**
 * All Markdown pages for readers: those of the root, the docs and each package. Generated pages are
 * left out.
 */
export function pages(): string[] {
  const below = (folder: string): string[] =>
    readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const name = path.join(folder, entry.name);
      if (entry.isDirectory())
        return /node_modules|dist|\.vitepress|docs\/(api|results)$|src$/.test(name)
          ? []
          : below(name);
      return name.endsWith('.md') && !/CHANGELOG|NOTES/.test(name) ? [name] : [];
    });
  return [
    'README.md',
    'CONTRIBUTING.md',
    'ARCHITECTURE.md',
    ...below('docs'),
    ...below('packages'),
    ...below('apps'),
  ];
}

export function blocksOf(page: string): Block[] {
  const lines = readFileSync(path.join(root, page), 'utf8').split('\n');
  const blocks: Block[] = [];
  let open: { language: string; file?: string; from: number } | undefined;
  lines.forEach((line, i) => {
    const fence = /^\s*```(\S*)\s*(\S*)/.exec(line);
    if (!fence) return;
    if (open) {
      blocks.push({
        language: open.language,
        ...(open.file && { file: open.file }),
        text: lines.slice(open.from, i).join('\n'),
        line: open.from,
      });
      open = undefined;
    } else open = { language: fence[1]!, ...(fence[2] && { file: fence[2] }), from: i + 1 };
  });
  return blocks;
}
