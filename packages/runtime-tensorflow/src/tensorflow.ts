import type { Runtime } from '@codistill/core';
import { eagerProgram } from '@codistill/core/engine';
import type { Device } from './engine/available.ts';
import { processorFeature } from './engine/processor.ts';
import { start } from './engine/start.ts';
import { type Threads, threadsInWords } from './engine/threads.ts';
import { noKernels } from './errors.ts';
import { graphProgram } from './graph/program.ts';
import { checkDefinition, checkOptions } from './options.ts';

export interface TensorflowOptions {
  /**
   * 'gpu': the GPU, or an error. 'cpu': the processor, also with the GPU build. 'auto' (default):
   * the GPU where it can be used.
   */
  readonly device?: Device;
  /**
   * Read once, when the engine is loaded. Default: the environment (TF_NUM_INTRAOP_THREADS,
   * TF_NUM_INTEROP_THREADS), else one a core.
   */
  readonly threads?: Partial<Threads>;
  /**
   * 'own' (default where they can be): 3x3 convolutions of a graph by Winograd's minimal filtering,
   * faster and with about twice the rounding error of a sum, and batch norm in one operation with
   * the sum and relu after it. 'tensorflow': TensorFlow's alone. On the processor. With
   * mixed-bfloat16 such convolutions multiply in bfloat16 where the processor does, but for
   * gradients of kernels.
   */
  readonly kernels?: 'own' | 'tensorflow';
  /** Run steps operation by operation rather than as one graph: for comparing. */
  readonly eager?: boolean;
}

export interface TensorflowRuntime extends Runtime {
  readonly name: 'tensorflow';
  /** The thread setting in words, to be kept with checkpoints: 'intra=2 inter=2'. */
  readonly threads: string;
}

/**
 * The TensorFlow engine, started: whole steps as one graph on the libtensorflow that the installer
 * brought, else on the one of the stock package.
 * @throws InputError where it cannot be loaded, with the reasons and the command that installs it,
 * where a GPU is asked for and not used, where our own kernels are asked for and there are none, or
 * where an option is none of these; its programs, where a step asks for what it does not have.
 */
export async function tensorflow(options: TensorflowOptions = {}): Promise<TensorflowRuntime> {
  checkOptions(options);
  const { device = 'auto', threads: asked, kernels, eager = false } = options;
  const { backend, threads, operations, shapes, shares } = await start(device, asked);
  if (kernels === 'own' && (!operations || eager)) throw noKernels(eager);
  const own = eager || kernels === 'tensorflow' ? undefined : operations;
  const where = backend.isUsingGpuDevice ? 'GPU' : `CPU, ${processorFeature()}`;
  return {
    name: 'tensorflow',
    device: `TensorFlow ${backend.binding.TF_Version}, ${where}${own === undefined ? '' : ', own kernels'}${eager ? ', eager' : ''}`,
    threads: threadsInWords(threads),
    program: async (definition) => {
      checkDefinition(definition, eager);
      if (eager) return eagerProgram(definition, 'tensorflow');
      return graphProgram(backend, definition, { operations: own, shapes, shares });
    },
  };
}
