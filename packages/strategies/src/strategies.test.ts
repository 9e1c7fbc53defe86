import { createRegistry, pluginsOf } from '@codistill/core';
import { beforeAll, expect, test } from 'vitest';
import * as module from './index.ts';
import { describeGolden } from './testing/describeGolden.ts';
import { startEngine } from './testing/engine.ts';
import { goldenCases as cases } from './testing/golden.ts';

// The values come from the scripts beside the strategies (such as mutual.golden.py), which
// implement each formula again in PyTorch.

const registry = createRegistry([{ plugins: pluginsOf(module) }]);
const strategies = registry.list('strategy');

beforeAll(async () => {
  await startEngine();
});

test('every strategy, and every variant, has a golden case', () => {
  const covered = new Set(cases.map(({ strategy }) => strategy));
  const names = strategies.flatMap(({ id, variants }) => [id, ...Object.keys(variants ?? {})]);
  expect(names.filter((name) => !covered.has(name))).toEqual([]);
});

describeGolden(registry, cases);
