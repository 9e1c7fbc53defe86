import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pluginsOf } from '@codistill/core';
import { describe, expect, it } from 'vitest';
import { root } from './blocks.ts';
import { type Manifest, publicFolders } from './registry.ts';

// The READMEs that people see on npm: true about names, peers and plugins.

const libraries = publicFolders().filter((folder) => folder.startsWith('packages/'));
const plugins = ['strategies', 'backbones', 'perturbations', 'optimizers', 'datasets', 'observers'];
const textOf = (folder: string) => readFileSync(path.join(root, folder, 'README.md'), 'utf8');

/** The names in backquotes in the first cells of rows that begin with one. */
const namesOfRows = (text: string, cells: number) =>
  text
    .split('\n')
    .filter((line) => /^\| `/.test(line))
    .flatMap((line) => line.split('|').slice(1, 1 + cells))
    .flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name!));

describe.each(libraries)('the README of %s', (folder) => {
  const manifest = JSON.parse(
    readFileSync(path.join(root, folder, 'package.json'), 'utf8'),
  ) as Manifest;

  it('begins with its name, and says how to install it with the peers that it insists on', () => {
    const text = textOf(folder);
    expect(text.split('\n')[0]).toBe(`# ${manifest.name}`);
    const install =
      text.split('\n').find((line) => /^(npm install|pnpm (add|create)) /.test(line)) ?? '';
    expect(install).toContain(
      install.startsWith('pnpm create') ? manifest.name.replace('/create-', '/') : manifest.name,
    );
    const { peerDependencies = {}, peerDependenciesMeta = {} } = manifest;
    for (const peer of Object.keys(peerDependencies))
      if (!peerDependenciesMeta[peer]?.optional) expect(install.split(' ')).toContain(peer);
  });
});

describe.each(plugins)('the README of packages/%s', (name) => {
  it('names every plugin with its variants in a table, and nothing that there is not', async () => {
    const all = pluginsOf((await import(`@codistill/${name}`)) as Record<string, unknown>);
    const text = textOf(`packages/${name}`);
    expect([...new Set(namesOfRows(text, 1))].sort()).toEqual(
      [...new Set(all.map(({ id }) => id))].sort(),
    );
    const variants = all.flatMap((plugin) => Object.keys(plugin.variants ?? {}));
    expect(namesOfRows(text, 2)).toEqual(expect.arrayContaining(variants));
  });
});
