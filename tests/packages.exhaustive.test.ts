import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from './blocks.ts';
import {
  type Manifest,
  type Packed,
  packAll,
  pnpm,
  publicFolders,
  type Registry,
  run,
  serve,
} from './registry.ts';

// Tests packages as users install them: packed, and installed into empty projects from a registry
// that the test starts. Other packages come from the npm registry.

const work = mkdtempSync(path.join(tmpdir(), 'codistill-packages-'));
const projects = path.join(work, 'projects');
const byFolder = new Map<string, Packed>();
let registry: Registry;

const folders = publicFolders();
const manifestOf = (folder: string) =>
  JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8')) as Manifest;
const projectOf = (folder: string) => path.join(projects, path.basename(folder));
const libraries = folders.filter((folder) => folder.startsWith('packages/'));

/** Tries once more if a registry does not answer. */
const again = <T>(attempt: () => Promise<T>): Promise<T> => attempt().catch(attempt);

beforeAll(async () => {
  mkdirSync(path.join(work, 'packed'));
  const packed = await packAll(path.join(work, 'packed'));
  for (const one of packed) byFolder.set(one.folder, one);
  registry = await serve(packed);
  for (const folder of libraries) emptyProject(folder);
  writeFileSync(path.join(projects, 'package.json'), '{ "private": true }\n');
  writeFileSync(
    path.join(projects, 'pnpm-workspace.yaml'),
    'packages: ["*"]\nautoInstallPeers: false\nhoist: false\nlinkWorkspacePackages: false\n',
  );
  writeFileSync(path.join(projects, '.npmrc'), `@codistill:registry=${registry.url}\n`);
  // Many projects at once, each of which sees only its own dependencies. The cache is new, because
  // a registry of another run may have had the same address.
  await again(() =>
    pnpm(
      [
        'install',
        '--ignore-scripts',
        '--no-frozen-lockfile',
        '--reporter=append-only',
        `--cache-dir=${path.join(work, 'cache')}`,
      ],
      projects,
    ),
  );
});

afterAll(async () => {
  await registry?.close();
  rmSync(work, { recursive: true, force: true });
});

/**
 * Creates a project that depends on one package and its required peers, with a file that imports
 * it.
 */
function emptyProject(folder: string): void {
  const {
    name,
    version,
    peerDependencies = {},
    peerDependenciesMeta = {},
  } = byFolder.get(folder)!.manifest;
  const peers = Object.entries(peerDependencies).filter(
    ([peer]) => !peerDependenciesMeta[peer]?.optional,
  );
  const manifest = {
    name: path.basename(folder),
    private: true,
    type: 'module',
    dependencies: { [name]: version, ...Object.fromEntries(peers) },
  };
  mkdirSync(projectOf(folder), { recursive: true });
  writeFileSync(path.join(projectOf(folder), 'package.json'), JSON.stringify(manifest));
  writeFileSync(path.join(projectOf(folder), 'index.ts'), importing(name));
}

/**
 * TypeScript that fails to compile if the package has no types. Its module would then be of type
 * any, which accepts everything.
 */
const importing = (name: string) => `import * as module from '${name}';
type IsAny<T> = 0 extends 1 & T ? true : false;
export const typed: IsAny<typeof module> = false;
export const names: readonly string[] = Object.keys(module);
`;

describe.each(folders)('%s', (folder) => {
  it('is packed as publint wants it', async () => {
    const tarball = readFileSync(byFolder.get(folder)!.tarball);
    const { messages, pkg } = await publint({
      pack: { tarball: new Uint8Array(tarball).buffer },
      strict: true,
    });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  it('holds what users need, and neither tests nor golden values', async () => {
    const files = (await run('tar', ['-tzf', byFolder.get(folder)!.tarball], root))
      .trim()
      .split('\n');
    expect(files).toEqual(
      expect.arrayContaining(['package/README.md', 'package/LICENSE', 'package/package.json']),
    );
    expect(
      files.filter((file) =>
        /\.test(-d)?\.|\/(golden|testing)\/|tsbuildinfo|node_modules/.test(file),
      ),
    ).toEqual([]);
  });

  it('asks for versions that exist outside this repository', () => {
    const { dependencies = {}, peerDependencies = {} } = byFolder.get(folder)!.manifest;
    const ranges = { ...dependencies, ...peerDependencies };
    expect(
      Object.entries(ranges).filter(([, range]) => /^(workspace|catalog|link|file):/.test(range)),
    ).toEqual([]);
  });
});

describe.each(libraries)('%s alone in an empty project', (folder) => {
  const { name, bin = {} } = manifestOf(folder);
  const command = Object.entries(bin).find(([, file]) => file === './dist/index.js')?.[0];

  // A package whose index is a command exports nothing else.
  if (command) {
    it('runs with only the peers that it names', async () => {
      expect(
        await run(
          path.join(projectOf(folder), 'node_modules', '.bin', command),
          ['--help'],
          projectOf(folder),
        ),
      ).toContain('USAGE');
    });
  } else {
    it('imports in plain Node with only the peers that it names', async () => {
      const script = `console.log(Object.keys(await import('${name}')).length)`;
      expect(
        Number(
          await run(process.execPath, ['--input-type=module', '--eval', script], projectOf(folder)),
        ),
      ).toBeGreaterThan(0);
    });
  }
});

it('TypeScript finds the types of every package, and checks', async () => {
  const compilerOptions = {
    target: 'es2023',
    module: 'nodenext',
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
  };
  writeFileSync(
    path.join(projects, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, include: ['*/index.ts'] }),
  );
  await run(
    process.execPath,
    [path.join(root, 'node_modules/typescript/bin/tsc'), '--project', projects],
    projects,
  );
});

describe('codistill, installed globally', () => {
  const prefix = path.join(work, 'global');
  const command = path.join(prefix, 'bin', 'codistill');

  beforeAll(async () => {
    const args = [
      'install',
      '--global',
      '--prefix',
      prefix,
      `--@codistill:registry=${registry.url}`,
      '--prefer-offline',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ];
    await again(() => run('npm', [...args, byFolder.get('apps/codistill')!.tarball], work));
    expect(existsSync(command)).toBe(true);
  });

  it('says what it can do', async () => {
    expect(await run(command, ['--help'], work)).toContain('compare');
  });

  it('lists strategies', async () => {
    const listed = JSON.parse(
      await run(command, ['list', 'strategies', '--json'], work),
    ) as readonly { readonly id: string }[];
    expect(listed.map(({ id }) => id)).toContain('competitive');
  });
});
