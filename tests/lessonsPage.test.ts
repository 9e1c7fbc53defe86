import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pluginsOf } from '@codistill/core';
import * as strategies from '@codistill/strategies';
import { expect, it } from 'vitest';
import { root } from './blocks.ts';

const lessons = pluginsOf(strategies).filter(({ kind }) => kind === 'lesson');
const rows = readFileSync(path.join(root, 'docs/lessons.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| `/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()));

it('the page of lessons has a row for each, with its source and its default weight', () => {
  expect(rows.map(([, name]) => name)).toEqual(lessons.map(({ id }) => `\`${id}\``).sort());
  for (const { id, source, options } of lessons) {
    const [, , , cited, weight] = rows.find(([, name]) => name === `\`${id}\``)!;
    expect(source, id).toContain(cited);
    expect(Number.parseFloat(weight!), id).toBe(options.shape['weight']!.safeParse(undefined).data);
  }
});
