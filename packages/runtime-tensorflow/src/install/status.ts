import { existsSync } from 'node:fs';
import { candidates, findPackage, packageNames } from '../engine/packages.ts';
import { hasBfloat16, processorFeature, processorName } from '../engine/processor.ts';
import { cacheFolder, librariesFolder } from './cache.ts';
import { type Checked, checkAddon } from './check.ts';
import type { Kind } from './pins.ts';

/** The state of one kind of libtensorflow. */
export interface KindStatus {
  readonly kind: Kind;
  /** '@tensorflow/tfjs-node 4.22.0'; undefined if it is not installed. */
  readonly package?: string;
  readonly libraries?: string;
  readonly addon?: string;
  readonly source?: 'installed' | 'stock';
  /** The result of loading the engine in a separate process. */
  readonly checked?: Checked;
  /** The reason why it cannot be used. */
  readonly reason?: string;
}

/** The state of libtensorflow on this machine. */
export interface Status {
  readonly processor: {
    readonly name: string;
    readonly features: string;
    readonly bfloat16: boolean;
  };
  readonly cache: string;
  readonly engines: readonly KindStatus[];
}

/**
 * The state of libtensorflow on this machine: what is installed, whether it loads, and whether a
 * GPU is really used. For `doctor` commands.
 */
export async function status(cache: string = cacheFolder()): Promise<Status> {
  const engines = await Promise.all(
    (['cpu', 'gpu'] as const).map((kind) => kindStatus(kind, cache)),
  );
  return {
    processor: { name: processorName(), features: processorFeature(), bfloat16: hasBfloat16() },
    cache,
    engines,
  };
}

async function kindStatus(kind: Kind, cache: string): Promise<KindStatus> {
  const found = findPackage(kind);
  if (!found) return { kind, reason: `${packageNames[kind]} is not installed` };
  const libraries = librariesFolder(kind, cache);
  const known = {
    kind,
    package: `${found.name} ${found.version}`,
    ...(existsSync(libraries) && { libraries }),
  };
  const first = candidates(kind, cache)[0];
  if (!first)
    return {
      ...known,
      reason: `no libtensorflow: run codistill-libtensorflow install${kind === 'gpu' ? ' --gpu' : ''}`,
    };
  const chosen = { ...known, addon: first.addon, source: first.source };
  try {
    return { ...chosen, checked: await checkAddon(found.name, found.from, first.addon) };
  } catch (error) {
    return { ...chosen, reason: (error as Error).message };
  }
}
