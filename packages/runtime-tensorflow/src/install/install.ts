import { existsSync } from 'node:fs';
import { access, constants, mkdir, rm, statfs } from 'node:fs/promises';
import path from 'node:path';
import { findPackage, packageNames } from '../engine/packages.ts';
import { noSpace, noSpaceLeft, noTfjsNode, notWritable, wrongPlatform } from '../errors.ts';
import {
  addonFile,
  addonFolder,
  atomically,
  cacheFolder,
  librariesFolder,
  sweep,
} from './cache.ts';
import { type Checked, checkAddon } from './check.ts';
import { compileAddon, findCompiler } from './compile.ts';
import { type Kind, pins, spaceNeeded, tensorflowVersion } from './pins.ts';
import { findPython } from './python.ts';
import { fetchWheel, unpackWheel } from './wheels.ts';

/** The result of an installation. */
export interface Installed extends Checked {
  readonly kind: Kind;
  /** False if everything was installed already. */
  readonly changed: boolean;
  readonly libraries: string;
  readonly addon: string;
  readonly package: string;
}

/**
 * Installs the pinned libtensorflow and the addon for this project's tfjs-node(-gpu) into the
 * cache, and checks them with a gradient in a separate process. Existing files are kept, and new
 * files appear atomically, so an interrupted call leaves the cache as it was and a later call
 * continues.
 * @throws InputError naming what is missing: Python, pip, a compiler, disk space, the network, a
 * supported platform, or tfjs-node.
 */
export async function install(
  kind: Kind,
  say: (line: string) => void = () => {},
  cache: string = cacheFolder(),
): Promise<Installed> {
  try {
    return await bring(kind, say, cache);
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ENOSPC' ? noSpaceLeft(cache) : error;
  }
}

async function bring(kind: Kind, say: (line: string) => void, cache: string): Promise<Installed> {
  checkPlatform();
  const found = findPackage(kind);
  if (!found) throw noTfjsNode(packageNames[kind]);
  await mkdir(cache, { recursive: true }).catch((error: Error) => {
    throw notWritable(cache, error.message);
  });
  await access(cache, constants.W_OK).catch((error: Error) => {
    throw notWritable(cache, error.message);
  });
  await sweep(cache);

  const libraries = librariesFolder(kind, cache);
  const addon = addonFile(kind, found.version, cache);
  // Checked before anything is downloaded.
  const compiler = existsSync(addon) ? undefined : await findCompiler();
  let changed = false;
  if (existsSync(libraries))
    say(`libtensorflow ${tensorflowVersion} (${kind}) is there: ${libraries}`);
  else {
    await bringLibraries(kind, libraries, cache, say);
    changed = true;
  }
  let checked: Checked;
  if (compiler === undefined) {
    say(`The addon of ${found.name} ${found.version} is there: ${addon}`);
    checked = await checkAddon(found.name, found.from, addon);
  } else {
    say(`Compiling the addon of ${found.name} ${found.version} with ${compiler}`);
    // Next to the libraries, so that the relative path to them is the same as in the final place:
    // ../2.21.0-cpu/tensorflow.
    const runtimePath = `$ORIGIN/../${path.basename(libraries)}/tensorflow`;
    let result: Checked | undefined;
    await atomically(addonFolder(kind, found.version, cache), async (to) => {
      await compileAddon(compiler, {
        kind,
        packageFolder: found.folder,
        libraries: path.join(libraries, 'tensorflow'),
        runtimePath,
        to,
      });
      result = await checkAddon(found.name, found.from, path.join(to, 'tfjs_binding.node'));
    });
    checked = result!;
    changed = true;
  }
  say(
    `Checked by a gradient: TensorFlow ${checked.tensorflow}, ${checked.gpu ? 'on a GPU' : 'on the processor'}`,
  );
  return { kind, changed, libraries, addon, package: `${found.name} ${found.version}`, ...checked };
}

async function bringLibraries(
  kind: Kind,
  libraries: string,
  cache: string,
  say: (line: string) => void,
): Promise<void> {
  const { bavail, bsize } = await statfs(cache);
  if (bavail * bsize < spaceNeeded[kind]) throw noSpace(cache, bavail * bsize, spaceNeeded[kind]);
  const python = await findPython();
  const wheels: string[] = [];
  for (const pin of pins[kind]) {
    say(`Fetching ${pin.project} ${pin.version}`);
    const { file, fetched } = await fetchWheel(python, pin, cache);
    if (!fetched) say(`  is there, with the right checksum: ${file}`);
    wheels.push(file);
  }
  say(`Unpacking the libraries into ${libraries}`);
  await atomically(libraries, async (to) => {
    for (const [i, pin] of pins[kind].entries()) await unpackWheel(python, wheels[i]!, pin, to);
  });
  for (const wheel of wheels) await rm(wheel, { force: true });
}

function checkPlatform(): void {
  // Node's types leave open what a report holds.
  const { header } = process.report.getReport() as unknown as {
    header: { glibcVersionRuntime?: string };
  };
  const glibc = header.glibcVersionRuntime;
  const found = `${process.platform} ${process.arch}${process.platform !== 'linux' ? '' : glibc === undefined ? ' without glibc' : ` with glibc ${glibc}`}`;
  const [major = 0, minor = 0] = (glibc ?? '0').split('.').map(Number);
  if (
    process.platform !== 'linux' ||
    process.arch !== 'x64' ||
    major < 2 ||
    (major === 2 && minor < 27)
  )
    throw wrongPlatform(found);
}
