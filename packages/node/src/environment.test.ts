import { expect, it } from 'vitest';
import { environment } from './environment.ts';

it('environment names what numbers and times depend on', () => {
  const found = environment(['vitest', 'a-package-that-is-nowhere']);
  expect(found.node).toBe(process.versions.node);
  expect(found.platform).toContain(process.platform);
  expect(found.cores).toBeGreaterThan(0);
  expect(found.memoryGiB).toBeGreaterThan(0);
  expect(found.versions['@codistill/core']).toMatch(/^\d+\.\d+\.\d+/);
  expect(found.versions['@tensorflow/tfjs-core']).toMatch(/^4\./);
  expect(found.versions['vitest']).toBeDefined();
  expect(found.versions['a-package-that-is-nowhere']).toBeUndefined();
  expect(JSON.parse(JSON.stringify(found))).toEqual(found);
});
