// kit.exhaustive.test.ts runs this file in a separate vitest: the small plugins, which must pass,
// and the broken plugins, which must fail.
import { createRegistry } from '@codistill/core';
import { describe } from 'vitest';
import { parts } from '../parts/parts.ts';
import { describeRegistry } from '../registry.ts';
import { broken } from './broken.ts';

describe('fine', () => {
  describeRegistry(createRegistry([{ plugins: parts }]));
});
describe('broken', () => {
  describeRegistry(createRegistry([{ plugins: [...new Set(broken.map(([plugin]) => plugin))] }]));
});
