import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../blocks.ts';

/** Inline code in the text of a page. */
export interface Span {
  readonly page: string;
  readonly line: number;
  readonly text: string;
}

/** The spans of a page, without fenced blocks and lines indented by four spaces. */
export const spansOf = (page: string): Span[] =>
  spansIn(readFileSync(path.join(root, page), 'utf8'), page);

/** The spans of a text. A span may continue on the next line of its paragraph. */
export function spansIn(text: string, page: string): Span[] {
  let fenced = false;
  const prose = text.split('\n').map((line) => {
    const fence = /^\s*```/.test(line);
    if (fence) fenced = !fenced;
    return fence || fenced || /^ {4}/.test(line) ? '' : line;
  });
  const all = prose.join('\n');
  return [...all.matchAll(/(?<!`)(`+)(?!`)((?:(?!\n\s*\n)[\s\S])+?)(?<!`)\1(?!`)/g)].map(
    (found) => ({
      page,
      line: all.slice(0, found.index).split('\n').length,
      text: found[2]!.replace(/\s+/g, ' ').replaceAll('\\|', '|').trim(),
    }),
  );
}
