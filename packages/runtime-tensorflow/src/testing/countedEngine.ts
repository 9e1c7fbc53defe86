import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { findPackage } from '../engine/packages.ts';
import { type Started, start } from '../engine/start.ts';
import { addonFolder, cacheFolder, librariesFolder } from '../install/cache.ts';
import {
  bindingFiles,
  bindingFlags,
  findCompiler,
  toolchain,
  withTensorflow,
} from '../install/compile.ts';
import { nativeFolder, replaced } from '../install/sources.ts';

/** The addon of native/testing/deallocations.cc. */
export interface Deallocations {
  /** Whether tensors share the memory of JavaScript's arrays, as the stock package's do. */
  share(shared: boolean): void;
  /** The deallocations on JavaScript's thread and on other threads since the last call. */
  counts(): readonly [here: number, elsewhere: number];
}

/**
 * The engine in this process, with an addon that counts on which threads its tensors release the
 * memory of arrays. The addon is in a separate cache until `remove` is called.
 */
export async function startCounted(): Promise<{
  readonly engine: Started;
  readonly deallocations: Deallocations;
  remove(): void;
}> {
  const root = mkdtempSync(path.join(os.tmpdir(), 'codistill-counted-'));
  const cache = cacheFolder({ CODISTILL_CACHE: root });
  const { version, folder } = findPackage('cpu')!;
  const to = addonFolder('cpu', version, cache);
  mkdirSync(to, { recursive: true });
  symlinkSync(librariesFolder('cpu'), librariesFolder('cpu', cache));
  const installed = addonFolder('cpu', version);
  for (const name of readdirSync(installed))
    if (name.endsWith('.node') && name !== 'tfjs_binding.node')
      copyFileSync(path.join(installed, name), path.join(to, name));

  const target = {
    kind: 'cpu',
    packageFolder: folder,
    libraries: path.join(librariesFolder('cpu', cache), 'tensorflow'),
    runtimePath: `$ORIGIN/../${path.basename(librariesFolder('cpu'))}/tensorflow`,
    to,
  } as const;
  const make = await toolchain(await findCompiler(), target);
  const native = (name: string) => path.join(nativeFolder, name);
  await make('deallocations', ['-O2'], [native('testing/deallocations.cc'), native('tensors.cc')]);
  await make(
    'tfjs_binding',
    bindingFlags('cpu', { ...replaced, TF_NewTensor: 'countedNewTensor' }),
    [...bindingFiles(folder), native('sessions.cc')],
    [`-L${to}`, '-l:deallocations.node', '-Wl,-rpath,$ORIGIN', ...withTensorflow(target)],
  );
  process.env['CODISTILL_CACHE'] = root;
  const engine = await start('cpu', { intra: 2, inter: 2 });
  const deallocations = createRequire(import.meta.url)(
    path.join(to, 'deallocations.node'),
  ) as Deallocations;
  return { engine, deallocations, remove: () => rmSync(root, { recursive: true, force: true }) };
}
