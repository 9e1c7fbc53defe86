import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pluginsOf } from '@codistill/core';
import { describe, expect, it } from 'vitest';
import { blocksOf, root } from './blocks.ts';
import { type Manifest, publicFolders } from './registry.ts';

// The READMEs on npm must be correct about names, peers and plugins.

const libraries = publicFolders().filter((folder) => folder.startsWith('packages/'));
const plugins = [
  'strategies',
  'methods',
  'backbones',
  'perturbations',
  'optimizers',
  'datasets',
  'observers',
];
const textOf = (folder: string) => readFileSync(path.join(root, folder, 'README.md'), 'utf8');

/** The names in backquotes in the first cells of table rows that start with one. */
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

  const text = textOf(folder);
  const install =
    text.split('\n').find((line) => /^(npm install|pnpm (add|create)) /.test(line)) ?? '';

  it('begins with its name, and says how to install it with the peers that it insists on', () => {
    expect(text.split('\n')[0]).toBe(`# ${manifest.name}`);
    expect(install).toContain(
      install.startsWith('pnpm create') ? manifest.name.replace('/create-', '/') : manifest.name,
    );
    const { peerDependencies = {}, peerDependenciesMeta = {} } = manifest;
    for (const peer of Object.keys(peerDependencies))
      if (!peerDependenciesMeta[peer]?.optional) expect(install.split(' ')).toContain(peer);
  });

  it('installs every package that its examples import', () => {
    const imported = blocksOf(`${folder}/README.md`)
      .filter(({ language }) => language === 'ts')
      .flatMap((block) => [...block.text.matchAll(/from '((?:@[^/']+\/)?[^./'][^/']*)/g)])
      .map(([, name]) => name!)
      .filter((name) => !name.startsWith('node:'));
    expect(install.split(' ')).toEqual(expect.arrayContaining(imported));
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

describe("the repository's README", () => {
  const text = readFileSync(path.join(root, 'README.md'), 'utf8');
  const blocks = blocksOf('README.md');

  it('shows the training loop as a library in at most 15 lines, with one registry', () => {
    const [loop] = blocks.filter(({ language }) => language === 'ts');
    expect(loop!.text).toContain('for await');
    expect(loop!.text).toContain("from '@codistill/plugins'");
    expect(loop!.text.split('\n').length).toBeLessThanOrEqual(15);
    for (const line of loop!.text.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
  });

  it('installs what the loop imports', () => {
    const install = blocks.find(({ text }) => text.includes('npm install @codistill/core'))!.text;
    const [loop] = blocks.filter(({ language }) => language === 'ts');
    for (const [, name] of loop!.text.matchAll(/from '([^']+)'/g)) expect(install).toContain(name!);
    for (const [, name] of loop!.text.matchAll(/from '(@codistill\/[^']+)'/g)) {
      const manifest = JSON.parse(
        readFileSync(path.join(root, 'packages', name!.slice(11), 'package.json'), 'utf8'),
      ) as Manifest;
      const { peerDependencies = {}, peerDependenciesMeta = {} } = manifest;
      for (const peer of Object.keys(peerDependencies))
        if (!peerDependenciesMeta[peer]?.optional) expect(install).toContain(peer);
    }
  });

  it('says which commands made its numbers and its picture, and has the numbers of the page of results', () => {
    const results = readFileSync(path.join(root, 'docs/results/few-labels.md'), 'utf8');
    expect(results).toContain('node docs/scripts/results.mjs');
    expect(results).toContain('node docs/scripts/picture.mjs');
    const table = (page: string) =>
      /<!-- start: summary -->\n([\s\S]*?)<!-- end -->/.exec(page)?.[1]?.trim() ?? '';
    expect(table(text).split('\n').length).toBeGreaterThan(7);
    expect(table(text)).toBe(table(results));
    expect(text).toContain('docs/results/few-labels.md');
    expect(text).toContain('docs/public/report.png');
  });
});
