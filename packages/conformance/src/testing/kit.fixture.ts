// Run by kit.exhaustive.test.ts in a vitest of its own: the parts of the kit, which must pass, and
// the broken plugins, which must not.
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
