import { readFileSync } from 'node:fs';
import { createRegistry, pluginsOf } from '@codistill/core';
import { expect, test } from 'vitest';
import * as module from './index.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const registry = createRegistry([{ plugins: pluginsOf(module) }]);

/** The names of a table's first two columns. */
const namesUnder = (heading: string) =>
  readme
    .split(`## ${heading}\n`)[1]!
    .split('\n## ')[0]!
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) =>
      [
        ...line
          .split('|')
          .slice(1, 3)
          .join()
          .matchAll(/`([^`]+)`/g),
      ].map(([, name]) => name!),
    );

test.each([
  ['Strategies', 'strategy'],
  ['Methods', 'method'],
] as const)('the table of %s names every one, and its variants', (heading, kind) => {
  const names = registry.list(kind).flatMap(({ id, variants }) => [id, ...Object.keys(variants ?? {})]);
  expect(namesUnder(heading).sort()).toEqual(names.sort());
});
