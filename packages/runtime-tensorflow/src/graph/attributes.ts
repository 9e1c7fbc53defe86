import type { Binding, OpAttribute } from '../engine/backend.ts';
import type { Attribute, Shaped } from './node.ts';

/**
 * The attributes of a graph node for an operation of tfjs-node. It adds attributes that TensorFlow
 * infers when it runs a single operation but requires in a graph; tfjs-node omits them in
 * ExpandDims. `inputs` are output names, 'node:0', which `shaped` contains.
 */
export function attributesOfNode(
  binding: Binding,
  op: string,
  attributes: readonly OpAttribute[],
  inputs: readonly string[],
  shaped: ReadonlyMap<string, Shaped>,
): Readonly<Record<string, Attribute>> {
  const found = Object.fromEntries(
    attributes.map((attribute) => [attribute.name, converted(binding, attribute)]),
  );
  if (op === 'ExpandDims') found['T'] ??= { type: shaped.get(inputs[0]!)!.type };
  return found;
}

function converted(binding: Binding, { type, value }: OpAttribute): Attribute {
  if (type === binding.TF_ATTR_TYPE) return { type: value as number };
  if (type === binding.TF_ATTR_INT)
    return Array.isArray(value) ? { integers: value as number[] } : { integer: value as number };
  if (type === binding.TF_ATTR_FLOAT) return { real: value as number };
  if (type === binding.TF_ATTR_BOOL) return { flag: value as boolean };
  if (type === binding.TF_ATTR_SHAPE) return { shape: value as number[] };
  return { text: String(value) };
}
