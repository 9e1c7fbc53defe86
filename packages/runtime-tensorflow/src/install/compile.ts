import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { compileFailed, isFull, noCompiler, noSpaceLeft } from '../errors.ts';
import type { Kind } from './pins.ts';
import { quiet } from './python.ts';
import { instructionSets, nativeFolder, replaced, sources } from './sources.ts';

/**
 * The first C++ compiler that is found: $CXX, g++, clang++, c++.
 * @throws if there is none.
 */
export async function findCompiler(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const candidates = env['CXX'] ? [env['CXX']] : ['g++', 'clang++', 'c++'];
  for (const candidate of candidates)
    if ((await quiet(candidate, ['--version']))?.exitCode === 0) return candidate;
  throw noCompiler(candidates);
}

/** What to compile, the libraries to link, and the output folder. */
export interface Target {
  readonly kind: Kind;
  /** The folder of tfjs-node(-gpu). Its sources are not changed. */
  readonly packageFolder: string;
  readonly libraries: string;
  /** The path of the libraries at run time, relative to the addon. */
  readonly runtimePath: string;
  readonly to: string;
}

/**
 * Compiles the addon of tfjs-node(-gpu) with our session options and tensors (native/sessions.cc,
 * native/tensors.cc). Also compiles our own addons: the one that silences messages, the one that
 * infers shapes, and the operations.
 */
export async function compileAddon(compiler: string, target: Target): Promise<void> {
  const make = await toolchain(compiler, target);
  await writeFile(path.join(target.to, 'quiet.cc'), sources.quiet);
  // It is loaded before TensorFlow, so it links no library.
  await make('quiet', ['-O2'], [path.join(target.to, 'quiet.cc')], []);
  await make('tfjs_binding', bindingFlags(target.kind, replaced), [
    ...bindingFiles(target.packageFolder),
    path.join(nativeFolder, 'sessions.cc'),
    path.join(nativeFolder, 'tensors.cc'),
  ]);
  await make('shapes', ['-O2'], [path.join(nativeFolder, 'shapes.cc')]);
  for (const set of instructionSets)
    await make(
      `operations-${set.name}`,
      ['-O3', '-pthread', ...set.flags],
      [path.join(nativeFolder, 'operations.cc')],
    );
}

/** The sources of tfjs-node's own addon. */
export const bindingFiles = (packageFolder: string): readonly string[] =>
  ['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => path.join(packageFolder, 'binding', name));

/** Flags that make those sources call our functions instead of TensorFlow's. */
export const bindingFlags = (
  kind: Kind,
  ours: Readonly<Record<string, string>>,
): readonly string[] => [
  '-O2',
  ...Object.entries(ours).map(([theirs, name]) => `-D${theirs}=${name}`),
  ...(kind === 'gpu' ? ['-DCODISTILL_GPU'] : []),
];

/**
 * Compiles source files to `${name}.node` with additional flags, linked with TensorFlow or with the
 * given libraries.
 */
export type Make = (
  name: string,
  own: readonly string[],
  from: readonly string[],
  linked?: readonly string[],
) => Promise<void>;

/** A compiler with the flags that all addons of a target need. */
export async function toolchain(compiler: string, target: Target): Promise<Make> {
  const { packageFolder, libraries, to } = target;
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
  const headers = path.join(
    path.dirname(createRequire(import.meta.url).resolve('node-api-headers/package.json')),
    'include',
  );
  const includes = [shimFolder, headers, packageFolder, path.join(libraries, 'include')].map(
    (folder) => `-I${folder}`,
  );
  const flags = ['-std=c++17', '-fPIC', '-shared', '-w', '-DNAPI_VERSION=8', ...includes];
  return (name, own, from, linked = withTensorflow(target)) =>
    run(compiler, [...own, ...flags, ...from, '-o', path.join(to, `${name}.node`), ...linked]);
}

/** The flags that link an addon with TensorFlow. */
export const withTensorflow = ({ libraries, runtimePath }: Target): readonly string[] => [
  `-L${libraries}`,
  '-l:libtensorflow_cc.so.2',
  '-l:libtensorflow_framework.so.2',
  `-Wl,-rpath,${runtimePath}`,
];

async function run(compiler: string, args: readonly string[]): Promise<void> {
  const done = await quiet(compiler, args);
  const said = done?.stderr ?? 'it did not start';
  if (done?.exitCode !== 0)
    throw isFull(said)
      ? noSpaceLeft(path.dirname(args.at(args.indexOf('-o') + 1)!))
      : compileFailed(compiler, said);
}
