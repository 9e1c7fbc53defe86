import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporary } from '../../../../apps/codistill/src/testing/folder.ts';
import { loadRegistry } from './loadPlugins.ts';

const schedule = (id: string, exports: string) => `import { defineSchedule } from '@codistill/core';
const mine = defineSchedule({ id: '${id}', about: 'Mine.', create: () => () => 1 });
${exports}
`;

describe('a plugin that is met twice', () => {
  const cwd = temporary({
    'mine.js': schedule('mine', 'export { mine }; export default mine;'),
    'again.js': "export { mine, mine as other } from './mine.js';\n",
    'typed.ts': "export * from './mine.js';\nexport { default } from './mine.js';\n",
    'folder/index.js': "export { default } from '../mine.js';\n",
    'ours.js': "export { cosine, cosine as default } from '@codistill/optimizers';\n",
    'other.js': schedule('mine', 'export default mine;'),
  });
  symlinkSync(path.join(cwd, 'mine.js'), path.join(cwd, 'linked.js'));
  const same: readonly (readonly string[])[] = [
    ['./mine.js'],
    ['./mine.js', './mine.js'],
    ['./mine.js', path.join(cwd, 'mine.js')],
    ['./mine.js', 'mine.js', './folder/../mine.js'],
    ['./mine.js', './linked.js'],
    ['./mine.js', './again.js'],
    ['./again.js', './mine.js'],
    ['./typed.ts', './folder', './mine.js'],
    ['./mine.js', './ours.js'],
  ];
  it.each(same.map((specs) => [specs]))('is one: %j', async (specs) => {
    const registry = await loadRegistry(specs, cwd);
    expect(registry.list('schedule').filter(({ id }) => id === 'mine')).toHaveLength(1);
    expect(registry.list('schedule').filter(({ id }) => id === 'cosine')).toHaveLength(1);
  });
  it('is another where another file defines one of its name', async () => {
    await expect(loadRegistry(['./mine.js', './other.js'], cwd)).rejects.toThrow(
      'Two plugins are called schedule "mine"',
    );
  });
});
