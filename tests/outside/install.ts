import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from '../blocks.ts';
import { packAll, pnpm, run, serve } from '../registry.ts';

/** A package of this folder, installed as a user's project. */
export interface Project {
  readonly folder: string;
  /** Runs the installed app in the folder and returns what it prints. */
  codistill(...args: readonly string[]): Promise<string>;
}

/** Names of the packages in this folder. */
export const outsideNames = (): readonly string[] =>
  readdirSync(path.join(root, 'tests/outside'), { withFileTypes: true })
    .filter((entry) => existsSync(path.join(entry.parentPath, entry.name, 'package.json')))
    .map(({ name }) => name);

/**
 * Installs the packages of this folder outside the repository. The packages of codistill are packed
 * and come from a registry that serves only them.
 */
export async function installOutside(
  names: readonly string[],
): Promise<{ readonly projectOf: (name: string) => Project; remove(): void }> {
  const work = mkdtempSync(path.join(tmpdir(), 'codistill-outside-'));
  const projects = path.join(work, 'projects');
  mkdirSync(path.join(work, 'packed'));
  const packed = await packAll(path.join(work, 'packed'));
  const app = packed.find(({ manifest }) => manifest.name === 'codistill')!;
  const registry = await serve(packed);
  for (const name of names)
    cpSync(path.join(root, 'tests/outside', name), path.join(projects, name), { recursive: true });
  writeFileSync(path.join(projects, 'package.json'), '{ "private": true }\n');
  writeFileSync(
    path.join(projects, 'pnpm-workspace.yaml'),
    // A registry is chosen by scope, and the app has none.
    `packages: ["*"]\nhoist: false\nlinkWorkspacePackages: false\noverrides:\n  codistill: "file:${app.tarball}"\n`,
  );
  writeFileSync(path.join(projects, '.npmrc'), `@codistill:registry=${registry.url}\n`);
  try {
    await pnpm(
      [
        'install',
        '--no-frozen-lockfile',
        '--reporter=append-only',
        '--ignore-scripts',
        `--cache-dir=${path.join(work, 'cache')}`,
      ],
      projects,
    );
  } finally {
    await registry.close();
  }
  return {
    projectOf: (name) => {
      const folder = path.join(projects, name);
      const command = path.join(folder, 'node_modules', '.bin', 'codistill');
      return { folder, codistill: (...args) => run(command, args, folder) };
    },
    remove: () => rmSync(work, { recursive: true, force: true }),
  };
}
