import { defineRuntime } from '@codistill/core';
import { checkOneThread, eagerProgram, registerComposites } from '@codistill/core/engine';
// Registers the gradients of TensorFlow.js.
import '@codistill/runtime-cpu';
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';

const backend = 'audited';

/** The kernels of the plain JavaScript engine. Each throws if its result is not a number. */
function registerKernels() {
  for (const kernel of tf.getKernelsForBackend('cpu'))
    tf.registerKernel({
      ...kernel,
      backendName: backend,
      kernelFunc(call) {
        const results = kernel.kernelFunc(call);
        for (const { dataId, dtype } of [results].flat()) {
          const { values } = call.backend.data.get(dataId);
          if (dtype === 'float32' && values?.some(Number.isNaN))
            throw new Error(`${kernel.kernelName} gave a value that is not a number (NaN).`);
        }
        return results;
      },
    });
}

/** Plain JavaScript that names the first operation whose result is NaN. */
export const audited = defineRuntime({
  id: 'audited',
  about: 'Plain JavaScript that stops at the first NaN and names its kernel.',
  create: () => async (request) => {
    checkOneThread(backend, request);
    if (!tf.findBackendFactory(backend)) {
      tf.registerBackend(backend, () => new MathBackendCPU());
      registerKernels();
    }
    await tf.setBackend(backend);
    registerComposites(backend);
    return {
      name: backend,
      device: 'JavaScript, audited',
      program: async (definition) => eagerProgram(definition, backend),
    };
  },
});
