import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../blocks.ts';

// Checks commands of the repository in the text of a page: npm and pnpm scripts, bench, the
// installer.

const manifest = (folder: string) =>
  JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8')) as {
    scripts?: Readonly<Record<string, string>>;
  };
const { scripts = {} } = manifest('.');
const installer = 'packages/runtime-tensorflow/src/installer.ts';
const bench = ['workloads', 'epoch', 'main', 'wasm', 'memory', 'images'].map(
  (name) => `apps/bench/src/${name}.ts`,
);

/** The flags of the bench, of the installer, and of the scripts in package.json. */
export const flagsOfScripts = (): string[] => [
  ...[...bench, installer].flatMap(optionsIn),
  ...Object.values(scripts).flatMap((script) => {
    const file = /node (\S+\.mjs)/.exec(script)?.[1];
    return file ? optionsIn(file) : [];
  }),
];

/** The command-line options that a file declares with citty or node:util. */
const optionsIn = (file: string) =>
  existsSync(path.join(root, file))
    ? [
        ...readFileSync(path.join(root, file), 'utf8').matchAll(
          /^\s*'?([\w-]+)'?(?:: \{|,$|: json)/gm,
        ),
      ].map(([, name]) => name!)
    : [];

/**
 * @throws if package.json has no such script, or if a path is missing.
 */
export function checkScript(words: readonly string[]): void {
  const [first = '', ...rest] = words;
  const builtin = ['create', 'add', 'install', 'publish', 'changeset', 'exec', 'pack'];
  if (builtin.includes(words.find((word) => !word.startsWith('--')) ?? '') && first !== 'run')
    return;
  if (first === '--filter') {
    const folder = { '@codistill/docs': 'docs', codistill: 'apps/codistill' }[rest[0]!];
    if (!folder || !(rest.at(-1)! in (manifest(folder).scripts ?? {})))
      throw new Error(`${rest[0]} has no script "${rest.at(-1)}".`);
    return;
  }
  if (first === 'vitest') {
    for (const word of rest.slice(1)) if (word.includes('/')) mustExist(word);
    return;
  }
  const script = first === 'run' ? rest[0]! : first;
  if (!(script in scripts)) throw new Error(`there is no script "${script}" in package.json.`);
  if (script === 'bench') {
    const flags = rest.filter((word) => word.startsWith('--')).map((word) => word.slice(2));
    const known = bench.flatMap(optionsIn);
    for (const flag of flags)
      if (!known.includes(flag)) throw new Error(`the bench has no --${flag}.`);
  }
}

/**
 * @throws if the installer has no such command.
 */
export function checkBin(name: string, [sub = '']: readonly string[]): void {
  const source = readFileSync(path.join(root, installer), 'utf8');
  if (!source.includes(`${sub}: defineCommand(`))
    throw new Error(`${name} has no command "${sub}".`);
}

/**
 * @throws if no folder in which commands run has the file.
 */
export function mustExist(file: string): void {
  if (
    !['.', 'apps/bench', 'docs', 'packages/runtime-wasm'].some((at) =>
      existsSync(path.join(root, at, file)),
    )
  )
    throw new Error(`there is no file ${file}.`);
}
