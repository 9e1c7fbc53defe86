import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { compileFailed, isFull, noCompiler, noSpaceLeft } from '../errors.ts';
import type { Kind } from './pins.ts';
import { quiet } from './python.ts';
import { instructionSets, nativeFolder, sources } from './sources.ts';

/** The first C++ compiler there is: $CXX, g++, clang++, c++. @throws where there is none. */
export async function findCompiler(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const candidates = env['CXX'] ? [env['CXX']] : ['g++', 'clang++', 'c++'];
  for (const candidate of candidates)
    if ((await quiet(candidate, ['--version']))?.exitCode === 0) return candidate;
  throw noCompiler(candidates);
}

/**
 * Compiles the addon of the tfjs-node(-gpu) at `packageFolder`, whose sources stay as they are,
 * against the libraries in `libraries`, into `to`; with options of sessions of ours
 * (native/sessions.cc); and beside it our own: the one that hushes, the one that infers shapes, and
 * the operations.
 * The libraries are found at run time at `runtimePath` from the addon.
 */
export async function compileAddon(
  compiler: string,
  {
    kind,
    packageFolder,
    libraries,
    runtimePath,
    to,
  }: {
    readonly kind: Kind;
    readonly packageFolder: string;
    readonly libraries: string;
    readonly runtimePath: string;
    readonly to: string;
  },
): Promise<void> {
  const headers = path.join(
    path.dirname(createRequire(import.meta.url).resolve('node-api-headers/package.json')),
    'include',
  );
  const shimFolder = path.join(to, 'shim');
  for (const [folder, file, text] of [
    ['tensorflow/core/platform', 'ctstring_internal.h', sources.shim],
    ['tsl/platform', 'platform.h', sources.platform],
    [
      'tensorflow/core/common_runtime/next_pluggable_device/c',
      'tf_rendezvous_c_api.h',
      sources.rendezvous,
    ],
  ] as const) {
    await mkdir(path.join(shimFolder, folder), { recursive: true });
    await writeFile(path.join(shimFolder, folder, file), text);
  }
  await writeFile(path.join(to, 'quiet.cc'), sources.quiet);
  const files = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) =>
    path.join(packageFolder, 'binding', name),
  );
  const sessions = [
    '-DTF_NewSessionOptions=codistillSessionOptions',
    ...(kind === 'gpu' ? ['-DCODISTILL_GPU'] : []),
  ];
  const includes = [shimFolder, headers, packageFolder, path.join(libraries, 'include')].map(
    (folder) => `-I${folder}`,
  );
  const linked = [
    `-L${libraries}`,
    '-l:libtensorflow_cc.so.2',
    '-l:libtensorflow_framework.so.2',
    `-Wl,-rpath,${runtimePath}`,
  ];
  const flags = ['-std=c++17', '-fPIC', '-shared', '-w', '-DNAPI_VERSION=8'];
  const make = (name: string, own: readonly string[], from: readonly string[], against = linked) =>
    run(compiler, [
      ...own,
      ...flags,
      ...includes,
      ...from,
      '-o',
      path.join(to, `${name}.node`),
      ...against,
    ]);
  // Loaded before TensorFlow, so linked with nothing.
  await make('quiet', ['-O2'], [path.join(to, 'quiet.cc')], []);
  await make(
    'tfjs_binding',
    ['-O2', ...sessions],
    [...files, path.join(nativeFolder, 'sessions.cc')],
  );
  await make('shapes', ['-O2'], [path.join(nativeFolder, 'shapes.cc')]);
  for (const set of instructionSets)
    await make(
      `operations-${set.name}`,
      ['-O3', '-pthread', ...set.flags],
      [path.join(nativeFolder, 'operations.cc')],
    );
}

async function run(compiler: string, args: readonly string[]): Promise<void> {
  const done = await quiet(compiler, args);
  const said = done?.stderr ?? 'it did not start';
  if (done?.exitCode !== 0)
    throw isFull(said)
      ? noSpaceLeft(path.dirname(args.at(args.indexOf('-o') + 1)!))
      : compileFailed(compiler, said);
}
