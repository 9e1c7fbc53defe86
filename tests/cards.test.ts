import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';
import { root } from './blocks.ts';

it('the cards of docs/methods are as the sources say', () => {
  expect(() =>
    execFileSync('node', [path.join(root, 'docs/scripts/cards.mjs'), '--check'], {
      encoding: 'utf8',
      stdio: 'pipe',
    }),
  ).not.toThrow();
});
