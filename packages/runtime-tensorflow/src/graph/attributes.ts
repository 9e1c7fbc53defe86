import type { Binding, OpAttribute } from '../engine/backend.ts';
import type { Attribute, Shaped } from './node.ts';

/**
 * The attributes of an operation of tfjs-node as those of a node, with what TensorFlow infers when
 * it runs one alone but asks for in a graph: tfjs-node leaves it out of ExpandDims. `inputs`:
 * 'node:0', of which `shaped` knows.
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
