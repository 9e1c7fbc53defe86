import { compositeOf } from '@codistill/core/engine';
import type { KernelConfig } from '@tensorflow/tfjs-core';
import { attributesOf } from '../engine/backend.ts';
import { kernel } from './kernel.ts';

/** An operation of the addon in the place of one of the core. */
interface Own {
  /** Its inputs, in order. */
  readonly inputs: readonly string[];
  readonly outputs: number;
  /** The input whose last dimension must be a multiple of the addon's lanes. */
  readonly inLanes?: string;
  readonly epsilon?: true;
}

const own: Readonly<Record<string, Own>> = {
  Gelu: { inputs: ['x'], outputs: 1 },
  GeluGrad: { inputs: ['dy', 'x'], outputs: 1 },
  LayerNorm: { inputs: ['x', 'scale', 'offset'], outputs: 3, inLanes: 'x', epsilon: true },
  LayerNormGrad: {
    inputs: ['dy', 'x', 'scale', 'mean', 'inverse'],
    outputs: 3,
    inLanes: 'x',
  },
};

/**
 * Kernels by our own operations while a graph is traced that may have them. Elsewhere, and for
 * numbers of channels that do not fit, they are the composites of the core.
 */
export const ownKernels: readonly KernelConfig[] = Object.entries(own).map(
  ([name, { inputs: order, outputs, inLanes, epsilon }]) =>
    kernel(name, (inputs, attributes, backend) => {
      const lanes = backend.binding.own?.lanes;
      const fits = inLanes === undefined || inputs[inLanes]!.shape.at(-1)! % (lanes ?? 1) === 0;
      if (lanes === undefined || !fits) return compositeOf(name)!(inputs, attributes);
      const { real } = attributesOf(backend.binding);
      return backend.executeMultipleOutputs(
        `Codistill${name}`,
        epsilon ? [real('epsilon', attributes['epsilon'] as number)] : [],
        order.map((input) => inputs[input]!),
        outputs,
      );
    }),
);
