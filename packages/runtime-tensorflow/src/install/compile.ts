import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { compileFailed, noCompiler } from '../errors.ts';
import { quiet } from './python.ts';
import { sources } from './sources.ts';

/** The first C++ compiler there is: $CXX, g++, clang++, c++. @throws where there is none. */
export async function findCompiler(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const candidates = env['CXX'] ? [env['CXX']] : ['g++', 'clang++', 'c++'];
  for (const candidate of candidates) if ((await quiet(candidate, ['--version']))?.exitCode === 0) return candidate;
  throw noCompiler(candidates);
}

/**
 * Compiles the addon of the tfjs-node(-gpu) at `packageFolder`, whose sources stay as they are, against the libraries in `libraries`, into `to`.
 * The libraries are found at run time at `runtimePath` from the addon.
 */
export async function compileAddon(
  compiler: string,
  {
    packageFolder,
    libraries,
    runtimePath,
    to,
  }: { readonly packageFolder: string; readonly libraries: string; readonly runtimePath: string; readonly to: string },
): Promise<void> {
  const headers = path.join(path.dirname(createRequire(import.meta.url).resolve('node-api-headers/package.json')), 'include');
  const shimFolder = path.join(to, 'shim');
  const platform = path.join(shimFolder, 'tensorflow', 'core', 'platform');
  await mkdir(platform, { recursive: true });
  await writeFile(path.join(platform, 'ctstring_internal.h'), sources.shim);
  await writeFile(path.join(to, 'quiet.cc'), sources.quiet);
  const files = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => path.join(packageFolder, 'binding', name));
  const includes = [shimFolder, headers, packageFolder, path.join(libraries, 'include')].map((folder) => `-I${folder}`);
  const linked = [`-L${libraries}`, '-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2', `-Wl,-rpath,${runtimePath}`];
  const flags = ['-O2', '-std=c++17', '-fPIC', '-shared', '-w', '-DNAPI_VERSION=8'];
  await run(compiler, [...flags, `-I${headers}`, path.join(to, 'quiet.cc'), '-o', path.join(to, 'quiet.node')]);
  await run(compiler, [...flags, ...includes, ...files, '-o', path.join(to, 'tfjs_binding.node'), ...linked]);
}

async function run(compiler: string, args: readonly string[]): Promise<void> {
  const done = await quiet(compiler, args);
  if (done?.exitCode !== 0) throw compileFailed(compiler, done?.stderr ?? 'it did not start');
}
