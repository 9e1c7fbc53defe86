// kit.exhaustive.test.ts runs this file in a separate vitest: the small plugins, which must pass,
// and the broken plugins, which must fail.
import { createRegistry } from '@codistill/core';
import { describe } from 'vitest';
import { describeRegistry } from '../registry.ts';
import { smallPlugins } from '../smallPlugins/smallPlugins.ts';
import { broken } from './broken.ts';

describe('fine', () => {
  describeRegistry(createRegistry([{ plugins: smallPlugins }]));
});
describe('broken', () => {
  describeRegistry(createRegistry([{ plugins: [...new Set(broken.map(([plugin]) => plugin))] }]));
});
