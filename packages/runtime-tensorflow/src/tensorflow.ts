import type { Runtime } from '@codistill/core';
import { eagerProgram } from '@codistill/core/engine';
import type { Device } from './engine/available.ts';
import { processorFeature } from './engine/processor.ts';
import { start } from './engine/start.ts';
import { type Threads, threadsInWords } from './engine/threads.ts';
import { noKernels } from './errors.ts';
import { graphProgram } from './graph/program.ts';
import { checkDefinition, checkOptions } from './options.ts';

/** The options of `tensorflow`. */
export interface TensorflowOptions {
  /**
   * 'gpu': the GPU, or an error. 'cpu': the processor, even with the GPU build. 'auto' (default):
   * the GPU if it can be used.
   */
  readonly device?: Device;
  /**
   * Read once, when the engine is loaded. Default: the environment (TF_NUM_INTRAOP_THREADS,
   * TF_NUM_INTEROP_THREADS), else one per core.
   */
  readonly threads?: Partial<Threads>;
  /**
   * 'own' (default if available): graphs compute 3x3 convolutions by Winograd's minimal filtering,
   * which is faster and has about twice the rounding error of a plain sum, and batch norm in one
   * operation with the sum and relu after it. In mixed-bfloat16 these convolutions multiply in
   * bfloat16 if the processor supports it, except for gradients of kernels. 'tensorflow': only
   * TensorFlow's kernels. This option applies to the processor.
   */
  readonly kernels?: 'own' | 'tensorflow';
  /**
   * Executes steps operation by operation rather than as one graph, for comparisons. Default false.
   */
  readonly eager?: boolean;
}

/** The started TensorFlow engine. */
export interface TensorflowRuntime extends Runtime {
  readonly name: 'tensorflow';
  /** The thread setting in words, to store in checkpoints: 'intra=2 inter=2'. */
  readonly threads: string;
}

/**
 * The TensorFlow engine. It runs whole steps as one graph, on the libtensorflow of our installer,
 * else on that of the stock package. It becomes the engine of all TensorFlow.js operations in this
 * process.
 * @throws InputError if it cannot be loaded (with the reasons and the command that installs it), if
 * a GPU is requested but not used, if our own kernels are requested but not available, or if an
 * option is invalid. Its programs throw InputError if a step needs a feature that the engine lacks.
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
