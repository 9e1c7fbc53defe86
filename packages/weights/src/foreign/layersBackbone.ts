import type { Backbone, Scope } from '@codistill/core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { otherClasses, otherImages, unknownLayer } from '../errors.ts';
import { callLayer } from './callLayer.ts';
import {
  isModel,
  type Layer,
  type LayersModel,
  type LayerVariable,
  layersOf,
  type SymbolicTensor,
} from './layersModel.ts';

/** A variable of a model, by the name that it has in a network. */
interface Variable {
  readonly name: string;
  readonly variable: LayerVariable;
  readonly trainable: boolean;
  readonly initial: Float32Array;
}

/** Layers that would draw random numbers or keep a state that a step does not see. */
const refused =
  /^(GaussianNoise|GaussianDropout|AlphaDropout|SpatialDropout.*|Random.*|.*RNN|LSTM|GRU|Bidirectional)$/;
/** Activations that make probabilities of logits. */
const links = new Set(['softmax', 'sigmoid']);
const linear = { getClassName: () => 'linear', apply: (x: Tensor) => x };

/**
 * A model of TensorFlow.js, `tf.LayersModel`, as a backbone. Its variables become parameters and
 * running statistics of a network, which starts from the model's values; the model itself stays as it
 * is. Logits are the model's output before a final softmax or sigmoid. Images, [batch, height, width,
 * channels], and the number of classes must be those of the model.
 * @throws InputError if a layer has a state or random numbers that a training step does not see.
 */
export async function layersBackbone(model: LayersModel): Promise<Backbone> {
  const layers = layersOf(model);
  for (const layer of layers) checkLayer(layer);
  const variables = await variablesOf(layers);
  const names = new Map(variables.map(({ name, variable }) => [variable, name]));
  const nameOf = (variable: LayerVariable) => names.get(variable)!;
  const [input] = model.inputs as readonly SymbolicTensor[];
  const [output] = model.outputs as readonly SymbolicTensor[];
  if (model.inputs.length !== 1 || model.outputs.length !== 1 || output!.shape.length !== 2)
    throw unknownLayer('its end', 'several inputs or outputs, or an output of another rank');
  return {
    heads: ['logits'],
    deployed: 'logits',
    trained: true,
    forward(scope, images, classes) {
      const [, ...size] = input!.shape;
      if (size.some((length, i) => length !== null && length !== images.shape[i + 1]))
        throw otherImages(size, images.shape.slice(1));
      if (output!.shape[1] !== classes) throw otherClasses(output!.shape[1], classes);
      const [logits] = withVariables(variables, scope, () =>
        beforeLink(output!.sourceLayer, () => run(model, [images], scope, nameOf)),
      );
      return { logits: { logits: logits as Tensor2D } };
    },
  };
}

function checkLayer(layer: Layer): void {
  const kind = layer.getClassName();
  const { rate, axis, noiseShape, stateful } = layer as Layer & Readonly<Record<string, unknown>>;
  if (refused.test(kind) || stateful === true) throw unknownLayer(layer.name, `the kind ${kind}`);
  if (kind === 'Dropout' && (noiseShape ?? undefined) !== undefined && rate !== 0)
    throw unknownLayer(layer.name, 'a noise shape');
  const rank = layer.inboundNodes[0]?.inputTensors[0]?.shape.length;
  if (kind === 'BatchNormalization' && axis !== -1 && axis !== (rank ?? 0) - 1)
    throw unknownLayer(layer.name, `batch normalization over the axis ${String(axis)}`);
}

const variablesOf = (layers: readonly Layer[]): Promise<Variable[]> =>
  Promise.all(
    layers.flatMap((layer) =>
      [...layer.trainableWeights, ...layer.nonTrainableWeights].map(async (variable) => ({
        name: `${layer.name}/${variable.originalName.split('/').at(-1)}`,
        variable,
        trainable: layer.trainableWeights.includes(variable),
        initial: Float32Array.from(await variable.read().data()),
      })),
    ),
  );

/** What `use` returns while the variables of a model are the tensors of a scope. */
function withVariables<T>(variables: readonly Variable[], scope: Scope, use: () => T): T {
  try {
    for (const { name, variable, trainable, initial } of variables) {
      const shape = variable.shape as readonly number[];
      const init = () => initial.slice();
      const tensor = trainable ? scope.param(name, shape, init) : scope.stat(name, shape, init);
      variable.read = () => tensor;
    }
    return use();
  } finally {
    // The method of the class is there again.
    for (const { variable } of variables) Reflect.deleteProperty(variable, 'read');
  }
}

/** What `use` returns while the last layer has no activation that makes probabilities. */
function beforeLink<T>(layer: Layer, use: () => T): T {
  const last = layer as { activation?: { getClassName(): string }; call: Layer['call'] };
  const { activation } = last;
  if (layer.getClassName() === 'Softmax') {
    last.call = (inputs) => inputs;
    try {
      return use();
    } finally {
      // The method of the class is there again.
      Reflect.deleteProperty(last, 'call');
    }
  }
  if (!activation || !links.has(activation.getClassName())) return use();
  last.activation = linear;
  try {
    return use();
  } finally {
    last.activation = activation;
  }
}

/** The outputs of a model, layer by layer. */
function run(
  model: LayersModel,
  inputs: readonly Tensor[],
  scope: Scope,
  nameOf: (variable: LayerVariable) => string,
): Tensor[] {
  const known = new Map(
    (model.inputs as readonly SymbolicTensor[]).map(({ id }, i) => [id, inputs[i]!]),
  );
  const tensorOf = ({ id, sourceLayer: layer, nodeIndex = 0 }: SymbolicTensor): Tensor => {
    const found = known.get(id);
    if (found) return found;
    const { inputTensors, outputTensors } = layer.inboundNodes[nodeIndex]!;
    const given = inputTensors.map(tensorOf);
    const made = isModel(layer)
      ? run(layer, given, scope, nameOf)
      : [callLayer(layer, given, scope, nameOf)].flat();
    for (const [i, output] of outputTensors.entries()) known.set(output.id, made[i]!);
    return known.get(id)!;
  };
  return (model.outputs as readonly SymbolicTensor[]).map(tensorOf);
}
