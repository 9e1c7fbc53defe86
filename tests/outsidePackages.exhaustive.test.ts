import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from './blocks.ts';
import { installOutside, outsideNames, type Project } from './outside/install.ts';

// Every package in tests/outside is one that another author could write: it is installed from
// tarballs and uses public exports only. NAME.check.ts beside it says what it must do.

const names = outsideNames();
let installed: Awaited<ReturnType<typeof installOutside>>;
beforeAll(async () => {
  installed = await installOutside(names);
});
afterAll(() => installed?.remove());

const checkOf = (name: string) => path.join(root, 'tests/outside', `${name}.check.ts`);

it('is checked', () => {
  expect(names.filter((name) => !existsSync(checkOf(name)))).toEqual([]);
});

for (const name of names) {
  const { checks } = (await import(checkOf(name))) as {
    checks(project: () => Project): void;
  };
  describe(name, () => {
    checks(() => installed.projectOf(name));
  });
}
