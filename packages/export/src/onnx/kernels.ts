import { unmappedKernel } from '../errors.ts';
import type { GraphNode } from '../graph.ts';
import type { Layout, OnnxNodes } from './nodes.ts';
import { tensorTypes } from './protos.ts';
import {
  concat,
  expandDims,
  pack,
  pad,
  reduction,
  repeatForBatch,
  reshape,
  reverse,
  slice,
  softmax,
  transpose,
} from './shapes.ts';
import { format, type Translate } from './translate.ts';
import { convolution, pooling } from './windows.ts';

/** One or several operations on each element, in the layout of x. */
const each =
  (...ops: readonly string[]): Translate =>
  (node, list, name) => {
    const layout = list.layoutOf(node.inputs['x']!) ?? 'plain';
    const x = list.inputOf(node, 'x', layout);
    const result = ops.reduce(
      (from, op, i) => list.add(i === ops.length - 1 ? name : `${name}/${op}`, op, [from]),
      x,
    );
    return [result, layout];
  };

/** The layout in which two values meet: that of maps, unless one of them has too few axes. */
function meeting(node: GraphNode, list: OnnxNodes): Layout {
  const values = [node.inputs['a']!, node.inputs['b']!];
  const maps = values.some((value) => list.layoutOf(value) === 'first');
  const fit = values.every(
    (value) => list.graph.constants[value] !== undefined || list.shapeOf(value).length === 4,
  );
  return maps && fit ? 'first' : 'plain';
}

/** An operation on each pair of elements. */
const pair =
  (op: string): Translate =>
  (node, list, name) => {
    const layout = meeting(node, list);
    const both = ['a', 'b'].map((role) => list.inputOf(node, role, layout));
    return [list.add(name, op, both), layout];
  };

/** The difference or the product of a value with itself. */
const squared: Translate = (node, list, name) => {
  const layout = list.layoutOf(node.inputs['x']!) ?? 'plain';
  const x = list.inputOf(node, 'x', layout);
  return [list.add(name, 'Mul', [x, x]), layout];
};

const squaredDifference: Translate = (node, list, name) => {
  const [difference, layout] = pair('Sub')(node, list, `${name}/difference`);
  return [list.add(name, 'Mul', [difference, difference]), layout];
};

const relu6: Translate = (node, list, name) => {
  const layout = list.layoutOf(node.inputs['x']!) ?? 'plain';
  const ends = [0, 6].map((end) =>
    list.constant(`${name}/${end}`, { shape: [], data: Float32Array.of(end) }),
  );
  return [list.add(name, 'Clip', [list.inputOf(node, 'x', layout), ...ends]), layout];
};

const matMul: Translate = (node, list, name) => {
  const roles = ['a', 'b'] as const;
  const turned = { a: node.attributes['transposeA'], b: node.attributes['transposeB'] };
  const ranks = roles.map((role) => list.shapeOf(node.inputs[role]!).length);
  const [a, b] = roles.map((role, i) => {
    const x = list.inputOf(node, role, 'plain');
    if (turned[role] !== true) return x;
    const perm = Array.from({ length: ranks[i]! }, (_, axis) => axis);
    perm.push(...perm.splice(-2).reverse());
    return list.add(`${name}/${role}`, 'Transpose', [x], { perm });
  });
  return [list.add(name, 'MatMul', [a!, b!]), 'plain'];
};

const identity: Translate = (node, list) => {
  const layout = list.layoutOf(node.inputs['x']!) ?? 'plain';
  return [list.inputOf(node, 'x', layout), layout];
};

const cast: Translate = (node, list, name) => {
  const [from, to] = [list.graph.types[node.inputs['x']!]!.dtype, node.attributes['dtype']];
  if (from === to) return identity(node, list, name);
  const type = tensorTypes[to as keyof typeof tensorTypes];
  if (type === undefined) throw unmappedKernel(node.kernel, format, `to ${String(to)}`);
  const layout = list.layoutOf(node.inputs['x']!) ?? 'plain';
  return [list.add(name, 'Cast', [list.inputOf(node, 'x', layout)], { to: type }), layout];
};

/** Every kernel of TensorFlow.js that has a translation. */
const translations: Readonly<Record<string, Translate>> = {
  Abs: each('Abs'),
  Add: pair('Add'),
  AvgPool: pooling('AveragePool'),
  BatchMatMul: matMul,
  Cast: cast,
  Concat: concat,
  Conv2D: convolution(false),
  DepthwiseConv2dNative: convolution(true),
  Elu: each('Elu'),
  Erf: each('Erf'),
  Exp: each('Exp'),
  ExpandDims: expandDims,
  Identity: identity,
  Log: each('Log'),
  Max: reduction('ReduceMax'),
  Maximum: pair('Max'),
  MaxPool: pooling('MaxPool'),
  Mean: reduction('ReduceMean'),
  Min: reduction('ReduceMin'),
  Minimum: pair('Min'),
  Multiply: pair('Mul'),
  Neg: each('Neg'),
  Pack: pack,
  PadV2: pad,
  RealDiv: pair('Div'),
  Relu: each('Relu'),
  Relu6: relu6,
  RepeatForBatch: repeatForBatch,
  Reshape: reshape,
  Reverse: reverse,
  Rsqrt: each('Sqrt', 'Reciprocal'),
  Sigmoid: each('Sigmoid'),
  Slice: slice,
  Softmax: softmax,
  Softplus: each('Softplus'),
  Sqrt: each('Sqrt'),
  Square: squared,
  SquaredDifference: squaredDifference,
  Sub: pair('Sub'),
  Sum: reduction('ReduceSum'),
  Tanh: each('Tanh'),
  Transpose: transpose,
};

/**
 * Adds a kernel to an ONNX graph.
 * @throws InputError if it has no translation.
 */
export function translate(node: GraphNode, list: OnnxNodes): void {
  const to = Object.hasOwn(translations, node.kernel) ? translations[node.kernel] : undefined;
  const output = node.outputs[0];
  if (!to || node.outputs.length !== 1 || output === undefined)
    throw unmappedKernel(node.kernel, format);
  const [name, layout] = to(node, list, output);
  list.set(output, name, layout);
}
