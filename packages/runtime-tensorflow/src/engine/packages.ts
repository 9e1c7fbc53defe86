import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { addonFile, cacheFolder, librariesFolder } from '../install/cache.ts';
import { type Kind, tensorflowVersion } from '../install/pins.ts';

export const packageNames: Readonly<Record<Kind, string>> = {
  cpu: '@tensorflow/tfjs-node',
  gpu: '@tensorflow/tfjs-node-gpu',
};

/** An installed tfjs-node(-gpu). */
export interface Package {
  readonly kind: 'cpu' | 'gpu';
  readonly name: string;
  readonly version: string;
  readonly folder: string;
  /** The file from which the package was resolved. */
  readonly from: string;
}

/** tfjs-node(-gpu) as this package resolves it, else as the project in the current folder does. */
export function findPackage(kind: Kind): Package | undefined {
  const name = packageNames[kind];
  for (const from of [import.meta.url, path.join(process.cwd(), 'index.js')]) {
    try {
      const file = createRequire(from).resolve(`${name}/package.json`);
      const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
      return { kind, name, version, folder: path.dirname(file), from };
    } catch {
      // It cannot be resolved from there.
    }
  }
  return undefined;
}

/** An addon that can be loaded, and its version of libtensorflow. */
export interface Candidate {
  readonly package: Package;
  readonly addon: string;
  /** 'installed': made by our installer. 'stock': fetched by the package's own install script. */
  readonly source: 'installed' | 'stock';
  readonly tensorflow: string;
}

/** The addons of a kind that can be loaded, the preferred one first. It only looks at files. */
export function candidates(kind: Kind, cache = cacheFolder()): readonly Candidate[] {
  const found = findPackage(kind);
  if (!found) return [];
  const list: Candidate[] = [];
  const addon = addonFile(kind, found.version, cache);
  if (
    existsSync(addon) &&
    existsSync(path.join(librariesFolder(kind, cache), 'tensorflow', 'libtensorflow_cc.so.2'))
  )
    list.push({ package: found, addon, source: 'installed', tensorflow: tensorflowVersion });
  const stock = stockAddon(found.folder);
  if (stock !== undefined)
    list.push({ package: found, addon: stock, source: 'stock', tensorflow: 'of tfjs-node itself' });
  return list;
}

function stockAddon(folder: string): string | undefined {
  const lib = path.join(folder, 'lib');
  const built = existsSync(lib) ? readdirSync(lib).filter((name) => name.startsWith('napi-v')) : [];
  const newest = built.sort().at(-1);
  const addon = newest === undefined ? undefined : path.join(lib, newest, 'tfjs_binding.node');
  return addon !== undefined && existsSync(addon) && existsSync(path.join(folder, 'deps', 'lib'))
    ? addon
    : undefined;
}
