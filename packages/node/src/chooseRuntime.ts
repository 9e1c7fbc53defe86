import {
  type EngineRequest,
  InputError,
  nameOf,
  type Registry,
  type Runtime,
  type StartRuntime,
  type Use,
} from '@codistill/core';
import { isUse } from '@codistill/core/engine';
import {
  noGpu,
  noGpuUsed,
  noRuntime,
  noThreads,
  oneThread,
  runtimeMissing,
  unknownRuntime,
  unknownWish,
  wrongWish,
} from './errors.ts';
import { firstLine } from './firstLine.ts';

/** The name of a runtime that comes with codistill. */
export type RuntimeName = 'tensorflow' | 'wasm' | 'cpu';
/** The device of an engine. */
export type Device = 'auto' | 'cpu' | 'gpu';

/** Numbers of threads. The engine chooses those that are left out. */
export interface Threads {
  /** Threads within an operation. */
  readonly intra?: number;
  /** Threads across independent operations. */
  readonly inter?: number;
}

/** The options of `chooseRuntime`. */
export interface RuntimeWish {
  /**
   * Default 'auto': the fastest runtime of codistill that starts here. Any other runtime is named
   * as in a configuration, and `registry` has it.
   */
  readonly want?: 'auto' | RuntimeName | Use;
  /** Where runtimes of other packages are found. */
  readonly registry?: Registry;
  /**
   * Default 'auto': the GPU if the engine really uses it. 'gpu' never falls back to the processor.
   */
  readonly device?: Device;
  /**
   * Threads within an operation and across operations. Default: the engine's choice. They determine
   * the last bits of results. The wasm and cpu runtimes have one thread and reject larger numbers.
   */
  readonly threads?: Threads;
  /** The default of `threads` for the tensorflow runtime only. */
  readonly tensorflowThreads?: Threads;
}

/** A started runtime, and why it was chosen. */
export interface ChosenRuntime {
  readonly runtime: Runtime;
  /**
   * The reason in a sentence: 'wasm, the fastest that starts here (WebAssembly with SIMD, one
   * thread).'
   */
  readonly because: string;
  /** The thread setting in words, to store in checkpoints; 'default' if the engine has none. */
  readonly threads: string;
  /** The other runtimes and why they were not chosen, the faster ones first. */
  readonly others: readonly { readonly name: RuntimeName; readonly why: string }[];
}

/**
 * The runtimes from the fastest to the slowest. Each is an optional peer dependency of this
 * package.
 */
const candidates: readonly { readonly name: RuntimeName; readonly load: () => Promise<object> }[] =
  [
    { name: 'tensorflow', load: () => import('@codistill/runtime-tensorflow') },
    { name: 'wasm', load: () => import('@codistill/runtime-wasm') },
    { name: 'cpu', load: () => import('@codistill/runtime-cpu') },
  ];

/**
 * Starts the fastest available runtime. The result says which one it is, and why the faster ones
 * were not chosen. It becomes the TensorFlow.js engine of this process; a process can have only
 * one.
 * @throws InputError if the requested runtime cannot start, if a GPU is requested but not used, if
 * no runtime can start, or if an option is unknown or not supported by the chosen runtime.
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
  if (!isOurs(want)) return startOther(want, wish);
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
  return {
    runtime,
    threads: runtime.threads ?? 'default',
    others,
    because: `${name}, ${want === name ? 'as asked for' : 'the fastest that starts here'} (${runtime.device}).`,
  };
}

const isOurs = (want: RuntimeWish['want']): want is 'auto' | RuntimeName =>
  (names.want as readonly unknown[]).includes(want);

/** Starts a runtime of another package. Its own errors say what it does not support. */
async function startOther(
  want: Use,
  { device = 'auto', threads, registry }: RuntimeWish,
): Promise<ChosenRuntime> {
  const known = registry
    ?.list('runtime')
    .flatMap(({ id, variants }) => [id, ...Object.keys(variants ?? {})]);
  const name = nameOf(want);
  if (!registry || !known?.includes(name))
    throw unknownRuntime(name, [...names.want, ...(known ?? [])]);
  const runtime = await registry.build('runtime', want)({ device, ...(threads && { threads }) });
  return {
    runtime,
    threads: runtime.threads ?? 'default',
    others: candidates.map((other) => ({ name: other.name, why: `"${name}" was asked for.` })),
    because: `${runtime.name}, as asked for (${runtime.device}).`,
  };
}

async function start(
  name: RuntimeName,
  load: () => Promise<object>,
  request: EngineRequest,
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
    return { runtime: await (starter as StartRuntime)(request) };
  } catch (error) {
    return { why: error instanceof InputError ? error.message : firstLine(error) };
  }
}

const names = {
  want: ['auto', ...candidates.map(({ name }) => name)],
  device: ['auto', 'cpu', 'gpu'],
} as const;

/** Checks the options at run time, for callers without a compiler. */
function checkWish(wish: RuntimeWish): void {
  const known = [...Object.keys(names), 'threads', 'tensorflowThreads', 'registry'];
  for (const option of Object.keys(wish))
    if (!known.includes(option)) throw unknownWish(option, known);
  const { want, device } = wish;
  if (want !== undefined && !isUse(want))
    throw wrongWish('want', want, `the name of a runtime: ${names.want.join(', ')}`);
  if (device !== undefined && !names.device.includes(device))
    throw wrongWish('device', device, `one of ${names.device.join(', ')}`);
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
