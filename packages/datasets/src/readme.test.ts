import { readFileSync } from 'node:fs';
import { pluginsOf } from '@codistill/core';
import { expect, test } from 'vitest';
import * as module from './index.ts';

test('the tables of the README name every plugin', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const named = [...readme.matchAll(/^\| `([^`]+)` /gm)].map(([, name]) => name!);
  expect(named.sort()).toEqual(
    pluginsOf(module)
      .map(({ id }) => id)
      .sort(),
  );
});
