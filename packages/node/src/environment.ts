import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';

/** The machine and the software of a run. */
export interface Environment {
  readonly node: string;
  /** 'linux x64 6.1.0'. */
  readonly platform: string;
  /** The model name of the processor. */
  readonly cpu: string;
  /**
   * Instruction sets that speed up engines: 'avx2', 'avx512f', 'avx512_bf16', ... Known only on
   * Linux.
   */
  readonly cpuFeatures: readonly string[];
  /** The number of cores that this process may use. */
  readonly cores: number;
  readonly memoryGiB: number;
  /** Versions by package. Packages that are not installed are left out. */
  readonly versions: Readonly<Record<string, string>>;
}

const ours = [
  'core',
  'nn',
  'backbones',
  'strategies',
  'perturbations',
  'optimizers',
  'datasets',
  'observers',
  'plugins',
  'node',
];
const runtimes = ['runtime-cpu', 'runtime-wasm', 'runtime-tensorflow'];
const engines = [
  'tfjs-core',
  'tfjs-backend-cpu',
  'tfjs-backend-wasm',
  'tfjs-node',
  'tfjs-node-gpu',
];
const known = [
  ...[...ours, ...runtimes].map((name) => `@codistill/${name}`),
  ...engines.map((name) => `@tensorflow/${name}`),
];
const telling = [
  'avx2',
  'avx512f',
  'avx512_vnni',
  'avx512_bf16',
  'avx_vnni',
  'amx_tile',
  'amx_bf16',
  'asimd',
  'bf16',
  'sve',
];

/**
 * Everything besides the configuration that affects the numbers and the speed of a run. `packages`
 * lists further packages whose versions to include.
 */
export function environment(packages: readonly string[] = []): Environment {
  const names = [...new Set([...known, ...packages])];
  return {
    node: process.versions.node,
    platform: `${process.platform} ${process.arch} ${os.release()}`,
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    cpuFeatures: features(),
    cores: os.availableParallelism(),
    memoryGiB: Math.round((os.totalmem() / 2 ** 30) * 10) / 10,
    versions: Object.fromEntries(
      names.flatMap((name) => {
        const version = versionOf(name);
        return version === undefined ? [] : [[name, version] as const];
      }),
    ),
  };
}

function features(): readonly string[] {
  try {
    const line =
      /^(?:flags|Features)\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? '';
    const present = new Set(line.trim().split(/\s+/));
    return telling.filter((feature) => present.has(feature));
  } catch {
    return [];
  }
}

/**
 * The version of the package that the running program, the working folder or this package would
 * load.
 */
function versionOf(name: string): string | undefined {
  for (const from of [process.argv[1], path.join(process.cwd(), 'package.json'), import.meta.url]) {
    try {
      if (from) return (createRequire(from)(`${name}/package.json`) as { version: string }).version;
    } catch {
      // The next place may have it.
    }
  }
  return undefined;
}
