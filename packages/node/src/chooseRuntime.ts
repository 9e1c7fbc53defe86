import { InputError, type Runtime } from '@codistill/core';
import {
  noGpu,
  noGpuUsed,
  noRuntime,
  noThreads,
  oneThread,
  runtimeMissing,
  unknownWish,
  wrongWish,
} from './errors.ts';

export type RuntimeName = 'tensorflow' | 'wasm' | 'cpu';
export type Device = 'auto' | 'cpu' | 'gpu';

/** Numbers of threads; of those left out, the engine chooses. */
export interface Threads {
  /** Within an operation. */
  readonly intra?: number;
  /** Across operations that do not depend on each other. */
  readonly inter?: number;
}

export interface RuntimeWish {
  /** Default 'auto': the fastest that starts here. */
  readonly want?: 'auto' | RuntimeName;
  /** Default 'auto': the GPU where one is truly used. 'gpu' never falls back to the processor. */
  readonly device?: Device;
  /**
   * Threads within an operation and across operations. Default: the engine's choice. They fix the
   * last bits. The wasm and cpu runtimes have one thread, and cannot be used where more are asked
   * for.
   */
  readonly threads?: Threads;
  /** What `threads` is for the tensorflow runtime where it is left out; others do not see it. */
  readonly tensorflowThreads?: Threads;
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
 * can start; where something is asked for that none of them knows, or that the one that would be
 * taken does not have.
 *
 * @example
 * ```ts
 * const { runtime, because } = await chooseRuntime({ want: 'wasm' });
 * console.log(because); // wasm, as asked for (WebAssembly with SIMD, one thread).
 * ```
 */
export async function chooseRuntime(wish: RuntimeWish = {}): Promise<ChosenRuntime> {
  checkWish(wish);
  const { want = 'auto', device = 'auto', threads: asked, tensorflowThreads } = wish;
  const many = Math.max(asked?.intra ?? 1, asked?.inter ?? 1) > 1;
  if (want === 'wasm' || want === 'cpu') {
    if (device === 'gpu') throw noGpu(want);
    if (many) throw oneThread(want);
  }
  const others: { name: RuntimeName; why: string }[] = [];
  let chosen: { readonly name: RuntimeName; readonly runtime: Runtime } | undefined;
  for (const { name, load } of candidates) {
    if (chosen) others.push({ name, why: `slower than ${chosen.name}.` });
    else if (want !== 'auto' && want !== name)
      others.push({ name, why: `"${want}" was asked for.` });
    else if (device === 'gpu' && name !== 'tensorflow')
      others.push({ name, why: 'it runs on the processor only, and a GPU was asked for.' });
    else if (many && name !== 'tensorflow')
      others.push({ name, why: 'it has one thread, and more were asked for.' });
    else {
      const threads = asked ?? (name === 'tensorflow' ? tensorflowThreads : undefined);
      const started = await start(name, load, { device, ...(threads && { threads }) });
      if ('runtime' in started) chosen = { name, runtime: started.runtime };
      else if (want === name) throw runtimeMissing(name, started.why);
      else if (device === 'gpu') throw noGpuUsed(started.why);
      else if (many) throw noThreads(started.why);
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

const names = {
  want: ['auto', ...candidates.map(({ name }) => name)],
  device: ['auto', 'cpu', 'gpu'],
} as const;

/** Also where no compiler checked it. */
function checkWish(wish: RuntimeWish): void {
  const known = [...Object.keys(names), 'threads', 'tensorflowThreads'];
  for (const option of Object.keys(wish))
    if (!known.includes(option)) throw unknownWish(option, known);
  for (const option of ['want', 'device'] as const) {
    const value = wish[option];
    if (value !== undefined && !(names[option] as readonly string[]).includes(value))
      throw wrongWish(option, value, `one of ${names[option].join(', ')}`);
  }
  const count = (value: unknown) =>
    value === undefined || (Number.isInteger(value) && (value as number) >= 1);
  for (const option of ['threads', 'tensorflowThreads'] as const) {
    const value = wish[option] ?? {};
    const right = Object.entries(value).every(
      ([name, each]) => (name === 'intra' || name === 'inter') && count(each),
    );
    if (typeof value !== 'object' || !right)
      throw wrongWish(option, value, '{ intra, inter }, whole numbers of 1 or more,');
  }
}
