import { exportName } from './exportName.ts';
import { type TemplateKind, templates } from './templates.ts';

/**
 * The id of the plugin in a package: the package name without its scope and without 'codistill-'.
 */
export const pluginId = (packageName: string): string =>
  packageName.replace(/^@[^/]+\//, '').replace(/^codistill-/, '');

/**
 * The files of a new plugin package, by path. `version` is that of codistill's packages, as an npm
 * range.
 */
export function pluginFiles(
  packageName: string,
  kind: TemplateKind,
  version: string,
): Readonly<Record<string, string>> {
  const id = pluginId(packageName);
  const name = exportName(id, kind, templates[kind]);
  const { about, imports, source, test } = templates[kind];
  const range = (dependency: string) =>
    dependency.startsWith('@codistill/') ? version : known[dependency]!;
  const versions = (names: readonly string[]) =>
    Object.fromEntries([...names].sort().map((dependency) => [dependency, range(dependency)]));
  const manifest = {
    name: packageName,
    version: '0.0.0',
    description: `A ${kind} for codistill: ${about}.`,
    type: 'module',
    exports: './src/index.ts',
    files: ['src'],
    keywords: ['codistill', `codistill-${kind}`],
    // Some conformance tests train, which takes longer than Vitest's five seconds on a slow
    // machine.
    scripts: { test: 'vitest run --testTimeout=300000 --hookTimeout=300000', typecheck: 'tsc' },
    peerDependencies: versions(imports),
    devDependencies: versions([...imports, '@codistill/conformance', 'typescript', 'vitest']),
  };
  const compilerOptions = {
    target: 'es2023',
    module: 'nodenext',
    strict: true,
    noUncheckedIndexedAccess: true,
    allowImportingTsExtensions: true,
    noEmit: true,
    skipLibCheck: true,
  };
  return {
    'package.json': `${JSON.stringify(manifest, null, 2)}\n`,
    'tsconfig.json': `${JSON.stringify({ compilerOptions, include: ['src'] }, null, 2)}\n`,
    'src/index.ts': source(id, name),
    'src/index.test.ts': test(name),
    'README.md': `# ${packageName}\n\nA ${kind} for [codistill](https://www.npmjs.com/package/codistill): ${about}.\n\n    npm install\n    npm test\n    codistill list --plugin . ${kind}\n`,
    '.gitignore': 'node_modules\n',
  };
}

/** The versions of dependencies of a new package other than codistill's own. */
const known: Readonly<Record<string, string>> = {
  '@tensorflow/tfjs-core': '^4.22.0',
  typescript: '^5.9.0',
  vitest: '^4.0.0',
  zod: '^4.1.0',
};
