import { expect, it } from 'vitest';
import { z } from 'zod';
import { isOutlet, outlet } from './outlet.ts';

it('an outlet is known as such, whatever is said of it, and takes Files alone', () => {
  for (const schema of [
    outlet(),
    outlet().describe('Where.'),
    outlet().optional(),
    z.optional(outlet()),
    // Nothing calls the default.
    outlet().default(() => ({}) as never),
  ])
    expect(isOutlet(schema)).toBe(true);
  const others = [z.string(), z.custom(() => true), z.object({}), z.any(), z.string().default('')];
  for (const schema of others) expect(isOutlet(schema)).toBe(false);
  for (const wrong of ['runs', {}, 1, null, { write: 1 }])
    expect(outlet().safeParse(wrong).success).toBe(false);
});

it('without Files it keeps nothing', async () => {
  const files = outlet().parse(undefined);
  await files.write('a', new Uint8Array(1));
  await files.append('a', 'b');
  expect(await files.stat('a')).toBeUndefined();
  await expect(files.read('a')).rejects.toThrow('there is no folder to read it from');
});
