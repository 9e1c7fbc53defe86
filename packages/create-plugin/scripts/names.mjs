// node packages/create-plugin/scripts/names.mjs writes src/ours.ts, the names of our own plugins,
// from the built packages. A test fails when it must be run again.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(new URL('../../../package.json', import.meta.url));
const load = (name) => import(require.resolve(`@codistill/${name}`));
const { pluginsOf } = await load('core');
const names = { strategy: [], perturbation: [], backbone: [], dataset: [], task: [] };
// `--methods` takes the name of a strategy or of a method; a method's name comes first.
for (const name of [
  'strategies',
  'methods',
  'perturbations',
  'backbones',
  'datasets',
  'core',
  'tasks',
])
  for (const { kind, id, variants } of pluginsOf(await load(name)))
    names[kind === 'method' ? 'strategy' : kind]?.push(id, ...Object.keys(variants ?? {}));

const lists = Object.entries(names).map(([kind, all]) => {
  const unique = [...new Set(all)].sort();
  return `  ${kind}: [\n${unique.map((name) => `    '${name}',\n`).join('')}  ],\n`;
});
writeFileSync(
  fileURLToPath(new URL('../src/ours.ts', import.meta.url)),
  `// Written by scripts/names.mjs from the packages.\nimport type { TemplateKind } from './templates.ts';

/** The names of our own plugins, which another plugin of the kind cannot have. */
export const ours: Readonly<Record<TemplateKind, readonly string[]>> = {\n${lists.join('')}};\n`,
);
