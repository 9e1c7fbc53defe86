import { InputError, type Runtime } from '@codistill/core';
import { noGpu, noGpuUsed, noRuntime, runtimeMissing } from './errors.ts';

export type RuntimeName = 'tensorflow' | 'wasm' | 'cpu';
export type Device = 'auto' | 'cpu' | 'gpu';

export interface RuntimeWish {
  /** Default 'auto': the fastest that starts here. */
  readonly want?: 'auto' | RuntimeName;
  /** Default 'auto': the GPU where one is truly used. 'gpu' never falls back to the processor. */
  readonly device?: Device;
  /**
   * Of the tensorflow runtime: threads within an operation and across operations. Default: the
   * engine's choice. They fix the last bits.
   */
  readonly threads?: { readonly intra?: number; readonly inter?: number };
}

export interface ChosenRuntime {
  readonly runtime: Runtime;
  /** In a sentence: 'wasm, the fastest that starts here (WebAssembly with SIMD, one thread).' */
  readonly because: string;
  /** Its thread setting in words, to be kept with checkpoints; 'default' where it has none. */
  readonly threads: string;
  /** Why not these, the better ones first. */
  readonly others: readonly { readonly name: RuntimeName; readonly why: string }[];
}

/** The runtimes from the fastest to the slowest, each an optional peer of this package. */
const candidates: readonly { readonly name: RuntimeName; readonly load: () => Promise<object> }[] =
  [
    { name: 'tensorflow', load: () => import('@codistill/runtime-tensorflow') },
    { name: 'wasm', load: () => import('@codistill/runtime-wasm') },
    { name: 'cpu', load: () => import('@codistill/runtime-cpu') },
  ];

type Start = (wish: {
  readonly device: Device;
  readonly threads?: RuntimeWish['threads'];
}) => Promise<Runtime>;

/**
 * Starts the best runtime present, and says which, and why not the better ones. It becomes the
 * engine of this process: one process, one choice.
 * @throws InputError where the one asked for cannot start, a GPU is asked for and not used, or none
 * can start.
 */
export async function chooseRuntime({
  want = 'auto',
  device = 'auto',
  threads,
}: RuntimeWish = {}): Promise<ChosenRuntime> {
  if (device === 'gpu' && (want === 'wasm' || want === 'cpu')) throw noGpu(want);
  const others: { name: RuntimeName; why: string }[] = [];
  let chosen: { readonly name: RuntimeName; readonly runtime: Runtime } | undefined;
  for (const { name, load } of candidates) {
    if (chosen) others.push({ name, why: `slower than ${chosen.name}.` });
    else if (want !== 'auto' && want !== name)
      others.push({ name, why: `"${want}" was asked for.` });
    else if (device === 'gpu' && name !== 'tensorflow')
      others.push({ name, why: 'it runs on the processor only, and a GPU was asked for.' });
    else {
      const started = await start(name, load, { device, ...(threads && { threads }) });
      if ('runtime' in started) chosen = { name, runtime: started.runtime };
      else if (want === name) throw runtimeMissing(name, started.why);
      else if (device === 'gpu') throw noGpuUsed(started.why);
      else others.push({ name, why: started.why });
    }
  }
  if (!chosen) throw noRuntime(others.map(({ name, why }) => `${name}: ${why}`));
  const { name, runtime } = chosen;
  const setting = (runtime as { readonly threads?: string }).threads ?? 'default';
  return {
    runtime,
    threads: setting,
    others,
    because: `${name}, ${want === name ? 'as asked for' : 'the fastest that starts here'} (${runtime.device}).`,
  };
}

async function start(
  name: RuntimeName,
  load: () => Promise<object>,
  wish: Parameters<Start>[0],
): Promise<{ readonly runtime: Runtime } | { readonly why: string }> {
  const packageName = `@codistill/runtime-${name}`;
  let module: Readonly<Record<string, unknown>>;
  try {
    module = (await load()) as Readonly<Record<string, unknown>>;
  } catch (error) {
    const missing =
      error instanceof Error &&
      error.message.includes(packageName) &&
      /cannot find|failed to resolve/i.test(error.message);
    return {
      why: missing
        ? `${packageName} is not installed.`
        : `${packageName} does not load: ${firstLine(error)}`,
    };
  }
  const starter = module[name];
  if (typeof starter !== 'function')
    return {
      why: `${packageName} has no function "${name}": install the same version of all @codistill packages.`,
    };
  try {
    return { runtime: await (starter as Start)(wish) };
  } catch (error) {
    return { why: error instanceof InputError ? error.message : firstLine(error) };
  }
}

const firstLine = (error: unknown) =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0]!;
