import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from './blocks.ts';

const execute = promisify(execFile);

/** The parts of a package.json that these tests read. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** A packed package, as it would be published. */
export interface Packed {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly tarball: string;
}

/** The folders of all packages that are published. */
export const publicFolders = (): readonly string[] =>
  ['packages', 'apps'].flatMap((kind) =>
    readdirSync(path.join(root, kind))
      .map((name) => path.join(kind, name))
      .filter(
        (folder) =>
          !(JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8')) as Manifest)
            .private,
      ),
  );

/**
 * The output of a program. If it fails, the error contains the output too. Environment variables
 * that describe this repository, set by npm, pnpm and Vitest, are removed.
 */
export async function run(program: string, args: readonly string[], cwd: string): Promise<string> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^VITEST|^npm_(package|lifecycle|command|config_(filter|recursive|workspace|local_prefix))/i.test(
          name,
        ),
    ),
  );
  try {
    const { stdout } = await execute(program, [...args], { cwd, env, maxBuffer: 1 << 26 });
    return stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(
      `${program} ${args.join(' ')} failed in ${cwd}: ${String(error).slice(0, 300)}\n${stdout ?? ''}\n${stderr ?? ''}`.slice(
        0,
        8000,
      ),
    );
  }
}

const { packageManager } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  packageManager: string;
};

/** The repository's pnpm, regardless of how it was started. */
export function pnpm(args: readonly string[], cwd: string): Promise<string> {
  const running = process.env['npm_execpath'];
  return running?.includes('pnpm') && /\.c?js$/.test(running)
    ? run(process.execPath, [running, ...args], cwd)
    : run('npx', ['--yes', packageManager, ...args], cwd);
}

/** Packs all public packages into `into`, as `pnpm publish` would. */
export async function packAll(into: string): Promise<readonly Packed[]> {
  const folders = publicFolders();
  await pnpm(
    [
      '--recursive',
      ...folders.map((folder) => `--filter=./${folder}`),
      'pack',
      '--pack-destination',
      into,
    ],
    root,
  );
  return Promise.all(
    folders.map(async (folder) => {
      const { name, version } = JSON.parse(
        readFileSync(path.join(root, folder, 'package.json'), 'utf8'),
      ) as Manifest;
      const tarball = path.join(into, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`);
      // A packed manifest differs from the one in the repository: it has versions instead of
      // references to the workspace and its catalog.
      const manifest = JSON.parse(
        await run('tar', ['-xzOf', tarball, 'package/package.json'], root),
      ) as Manifest;
      return { folder, manifest, tarball };
    }),
  );
}

/** A registry that serves only these packages. */
export interface Registry {
  readonly url: string;
  close(): Promise<void>;
}

export async function serve(packages: readonly Packed[]): Promise<Registry> {
  const server = createServer((request, response) => {
    const wanted = decodeURIComponent(request.url ?? '/').slice(1);
    const file = packages.find(({ tarball }) => `-/${path.basename(tarball)}` === wanted);
    const found = packages.find(({ manifest }) => manifest.name === wanted);
    response.setHeader('cache-control', 'no-store');
    if (file) return response.end(readFileSync(file.tarball));
    if (!found) return response.writeHead(404).end();
    const { manifest, tarball } = found;
    const integrity = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;
    const version = {
      ...manifest,
      dist: { tarball: `${url()}-/${path.basename(tarball)}`, integrity },
    };
    response.setHeader('content-type', 'application/json');
    return response.end(
      JSON.stringify({
        name: manifest.name,
        'dist-tags': { latest: manifest.version },
        versions: { [manifest.version]: version },
      }),
    );
  });
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: url(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
