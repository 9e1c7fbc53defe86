import type { Backbone } from '@codistill/core';
import type { NamedTensorMap, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { otherClasses, otherOutput } from '../errors.ts';

/** What is used of a graph model of TensorFlow.js. `tf.GraphModel` has all of it. */
export interface GraphModel {
  readonly weights: Readonly<Record<string, Tensor[]>>;
  execute(inputs: Tensor | NamedTensorMap, outputs?: string | string[]): Tensor | Tensor[];
}

/** The part of a graph model that has its weights. */
interface Executor {
  weightMap: Readonly<Record<string, Tensor[]>>;
}

/** Options of a graph model as a backbone. */
export interface GraphOptions {
  /** The name of the output with the logits. Default: the only one. */
  readonly output?: string;
  /** Whether the output is probabilities, of which the logarithm is taken. Default false. */
  readonly probabilities?: boolean;
}

/** Added to probabilities before their logarithm. */
const least = 1e-12;

/**
 * A `tf.GraphModel` as the backbone of a frozen teacher. Images are [batch, height, width, channels].
 * The weights of the model are tensors of the network, so a checkpoint has them; the graph has no
 * training mode, so a network with it cannot learn. A SavedModel becomes a graph model by
 * tensorflowjs_converter.
 */
export async function graphBackbone(
  model: GraphModel,
  { output, probabilities = false }: GraphOptions = {},
): Promise<Backbone> {
  const floats: [name: string, shape: readonly number[], initial: Float32Array][] = [];
  for (const [name, [tensor]] of Object.entries(model.weights)) {
    const values = await tensor!.data();
    if (tensor!.dtype === 'float32' && tensor!.rank > 0)
      floats.push([name, tensor!.shape, Float32Array.from(values as Float32Array)]);
    // Shapes, axes and constants. The model reads them in each call, and a step reads no tensor of
    // the engine.
    else Object.assign(tensor!, { dataSync: () => values });
  }
  const { executor } = model as GraphModel & { readonly executor: Executor };
  return {
    heads: ['logits'],
    deployed: 'logits',
    trained: true,
    forward(scope, images, classes) {
      const own = executor.weightMap;
      const ours = floats.map(([name, shape, initial]) => [
        name,
        [scope.stat(name, shape, () => initial.slice())],
      ]);
      let found: Tensor | Tensor[];
      try {
        executor.weightMap = { ...own, ...Object.fromEntries(ours) };
        found = model.execute(images, output);
      } finally {
        executor.weightMap = own;
      }
      const answers = Array.isArray(found) ? found : [found];
      const [answer] = answers;
      if (answers.length !== 1 || answer!.rank !== 2)
        throw otherOutput(answers.length, answer?.shape);
      if (answer!.shape[1] !== classes) throw otherClasses(answer!.shape[1], classes);
      const logits = probabilities ? tf.log(tf.add(answer!, least)) : answer!;
      return { logits: { logits: logits as Tensor2D } };
    },
  };
}
