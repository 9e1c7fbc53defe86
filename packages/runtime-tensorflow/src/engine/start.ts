import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs-core';
import { gpuNotUsed, loadFailed, noEngine, secondCore, startedOtherwise } from '../errors.ts';
import { registerKernels } from '../kernels/register.ts';
import { available, type Device, hasNvidiaDriver } from './available.ts';
import type { NodeBackend } from './backend.ts';
import { loadPackage } from './loadPackage.ts';
import { addOperations, type Operations } from './operations.ts';
import type { Candidate } from './packages.ts';
import { quietly } from './quietly.ts';
import { loadShapes, type Shapes } from './shapes.ts';
import { checkThreads, chooseThreads, setThreads, type Threads } from './threads.ts';

export interface Started {
  readonly backend: NodeBackend;
  readonly threads: Threads;
  /** Our own operations, if there are any. */
  readonly operations: Operations | undefined;
  /** Shape inference, if it is available. */
  readonly shapes: Shapes | undefined;
  /**
   * Whether tensors share the memory of the arrays they are made of. Those of the stock package do.
   * Those of the addon that our installer compiles are copies (native/tensors.cc).
   */
  readonly shares: boolean;
}

/** What belongs to the addon that this process has loaded. */
let own: Pick<Started, 'operations' | 'shapes' | 'shares'> = {
  operations: undefined,
  shapes: undefined,
  shares: true,
};

/**
 * The engine, loaded with the first available addon. It becomes the engine of all TensorFlow.js
 * operations in this process. Later calls return the running engine.
 * @throws InputError if nothing can be loaded, if a GPU is requested but not used, or if the engine
 * already runs with other threads or on another device.
 */
export async function start(device: Device, asked: Partial<Threads> | undefined): Promise<Started> {
  const running = tf.findBackend('tensorflow') as unknown as NodeBackend | null;
  if (running) {
    const threads = checkThreads(asked);
    if (device === 'gpu' && !running.isUsingGpuDevice)
      throw startedOtherwise('device', 'cpu', 'gpu');
    if (device === 'cpu' && running.isUsingGpuDevice)
      throw startedOtherwise('device', 'gpu', 'cpu');
    await use();
    return { backend: running, threads, ...own };
  }
  const found = available(device);
  if (!found.ok) throw noEngine(found.reasons, device === 'gpu');
  const threads = chooseThreads(asked);
  setThreads(threads);
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  // Otherwise TensorFlow reserves all memory of the GPU.
  process.env['TF_FORCE_GPU_ALLOW_GROWTH'] ??= 'true';
  if (device === 'cpu') process.env['CUDA_VISIBLE_DEVICES'] = '-1';
  const { addon, source } = loadFirst(found.candidates);
  const backend = tf.findBackend('tensorflow') as unknown as NodeBackend | null;
  if (!backend) throw secondCore();
  if (device === 'gpu' && !backend.isUsingGpuDevice)
    throw gpuNotUsed(
      hasNvidiaDriver()
        ? 'CUDA did not start (TF_CPP_MIN_LOG_LEVEL=0 shows why)'
        : 'this machine has no NVIDIA driver',
    );
  await use();
  own = {
    operations: backend.isUsingGpuDevice ? undefined : addOperations(addon, threads.intra),
    shapes: loadShapes(addon),
    shares: source === 'stock',
  };
  return { backend, threads, ...own };
}

async function use(): Promise<void> {
  await tf.setBackend('tensorflow');
  registerKernels();
}

/** The candidate that was loaded. */
function loadFirst(candidates: readonly Candidate[]): Candidate {
  const failures: string[] = [];
  for (const candidate of candidates) {
    const { package: chosen, addon } = candidate;
    try {
      quietly(addon, () => loadPackage(createRequire(chosen.from), chosen.name, addon));
      return candidate;
    } catch (error) {
      failures.push(`${chosen.name} with ${addon}: ${(error as Error).message.split('\n')[0]}`);
    }
  }
  throw loadFailed(failures);
}
