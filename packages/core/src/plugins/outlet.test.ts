import { expect, it } from 'vitest';
import { noFiles } from '../data/noFiles.ts';
import { outlet } from './outlet.ts';

it('an outlet takes Files alone, or nothing', () => {
  expect(outlet().parse(noFiles)).toBe(noFiles);
  expect(outlet().parse(undefined)).toBe(undefined);
  for (const wrong of ['runs', {}, 1, null, { write: 1 }])
    expect(outlet().safeParse(wrong).success).toBe(false);
});
