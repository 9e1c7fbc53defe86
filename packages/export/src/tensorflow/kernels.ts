import { axesOf, both, positive, shapeNumbers, sliceOf } from '../attributes.ts';
import { unmappedKernel } from '../errors.ts';
import type { GraphNode } from '../graph.ts';
import {
  axesType,
  boolAttr,
  float,
  intAttr,
  intsAttr,
  type NodeList,
  textAttr,
  typeAttr,
} from './nodes.ts';
import type { AttrValue, DataType } from './protos.ts';

const format = 'TensorFlow';

/** Adds a kernel to a TensorFlow graph, and returns the name of its output. */
type Translate = (node: GraphNode, list: NodeList, name: string) => string;

/** The same operation under a name of TensorFlow. */
const plain =
  (op: string, ...roles: readonly string[]): Translate =>
  (node, list, name) =>
    list.add(name, op, list.read(node, ...roles), float);

const reduction =
  (op: string): Translate =>
  (node, list, name) => {
    const axes = list.integers(`${name}/axes`, axesOf(node, list.shapeOf(node, 'x').length));
    const attr = {
      ...float,
      ...axesType,
      keep_dims: boolAttr(node.attributes['keepDims'] === true),
    };
    return list.add(name, op, [...list.read(node, 'x'), axes], attr);
  };

const convolution =
  (op: string): Translate =>
  (node, list, name) => {
    const [height, width] = both(node.attributes['strides']!);
    const [rows, columns] = both(node.attributes['dilations'] ?? 1);
    const attr = {
      ...float,
      ...padding(node),
      strides: intsAttr([1, height, width, 1]),
      dilations: intsAttr([1, rows, columns, 1]),
      data_format: textAttr('NHWC'),
    };
    return list.add(name, op, list.read(node, 'x', 'filter'), attr);
  };

const pooling =
  (op: string): Translate =>
  (node, list, name) => {
    const square = (what: string) => {
      const [height, width] = both(node.attributes[what]!);
      return intsAttr([1, height, width, 1]);
    };
    const attr = {
      ...float,
      ...padding(node),
      ksize: square('filterSize'),
      strides: square('strides'),
      data_format: textAttr('NHWC'),
    };
    return list.add(name, op, list.read(node, 'x'), attr);
  };

/** The padding of a window as attributes. */
function padding({ kernel, attributes: { pad } }: GraphNode): Readonly<Record<string, AttrValue>> {
  if (pad === 'same' || pad === 'valid' || pad === 0)
    return { padding: textAttr(pad === 'same' ? 'SAME' : 'VALID') };
  const sides =
    typeof pad === 'number'
      ? [0, 0, pad, pad, pad, pad, 0, 0]
      : Array.isArray(pad)
        ? (pad as readonly number[]).flat()
        : undefined;
  if (!sides || kernel.endsWith('Pool'))
    throw unmappedKernel(kernel, format, `with the padding ${JSON.stringify(pad)}`);
  return { padding: textAttr('EXPLICIT'), explicit_paddings: intsAttr(sides) };
}

const dataTypes: Readonly<Record<string, DataType>> = {
  float32: 'DT_FLOAT',
  int32: 'DT_INT32',
  bool: 'DT_BOOL',
};

/** A row for each example of the batch: the row plus zeros for each example. */
const repeatForBatch: Translate = (node, list, name) => {
  const [row, images] = [
    list.read(node, 'x')[0]!,
    list.read({ ...node, inputs: { x: list.graph.input } })[0]!,
  ];
  const ends = [0, -1].map((begin, i) =>
    list.integers(
      `${name}/${i === 0 ? 'begin' : 'size'}`,
      i === 0 ? [0, 0, 0, 0] : [begin, 1, 1, 1],
    ),
  );
  const first = list.add(`${name}/first`, 'Slice', [images, ...ends], {
    ...float,
    Index: typeAttr('DT_INT32'),
  });
  const shape = list.integers(
    `${name}/shape`,
    list.shapeOf(node, 'x').map((_, axis) => (axis === 0 ? -1 : 1)),
  );
  const shaped = list.add(`${name}/column`, 'Reshape', [first, shape], {
    ...float,
    Tshape: typeAttr('DT_INT32'),
  });
  const zeros = list.add(`${name}/zeros`, 'ZerosLike', [shaped], float);
  return list.add(name, 'AddV2', [row, zeros], float);
};

const matMul: Translate = (node, list, name) => {
  const { transposeA, transposeB } = node.attributes;
  const [a, b] = [boolAttr(transposeA === true), boolAttr(transposeB === true)];
  const flat = ['a', 'b'].every((role) => list.shapeOf(node, role).length === 2);
  return flat
    ? list.add(name, 'MatMul', list.read(node, 'a', 'b'), {
        ...float,
        transpose_a: a,
        transpose_b: b,
      })
    : list.add(name, 'BatchMatMulV2', list.read(node, 'a', 'b'), { ...float, adj_x: a, adj_y: b });
};

const softmax: Translate = (node, list, name) => {
  const rank = list.shapeOf(node, 'logits').length;
  const axis = positive((node.attributes['dim'] as number | undefined) ?? -1, rank);
  if (axis !== rank - 1) throw unmappedKernel(node.kernel, format, `over axis ${axis} of ${rank}`);
  return list.add(name, 'Softmax', list.read(node, 'logits'), float);
};

/** Every kernel of TensorFlow.js that has a translation. */
const translations: Readonly<Record<string, Translate>> = {
  Abs: plain('Abs', 'x'),
  Add: plain('AddV2', 'a', 'b'),
  AvgPool: pooling('AvgPool'),
  BatchMatMul: matMul,
  Cast: (node, list, name) => {
    const [from, to] = [list.graph.types[node.inputs['x']!]!.dtype, node.attributes['dtype']];
    if (from === to)
      return list.add(name, 'Identity', list.read(node, 'x'), { T: typeAttr(dataTypes[from]!) });
    const attr = { SrcT: typeAttr(dataTypes[from]!), DstT: typeAttr(dataTypes[String(to)]!) };
    return list.add(name, 'Cast', list.read(node, 'x'), attr);
  },
  Concat: (node, list, name) => {
    const rank = list.shapeOf(node, '0').length;
    const axis = list.integers(`${name}/axis`, positive(node.attributes['axis'] as number, rank));
    const parts = list.read(node);
    return list.add(name, 'ConcatV2', [...parts, axis], {
      ...float,
      ...axesType,
      N: intAttr(parts.length),
    });
  },
  Conv2D: convolution('Conv2D'),
  DepthwiseConv2dNative: convolution('DepthwiseConv2dNative'),
  Elu: plain('Elu', 'x'),
  Erf: plain('Erf', 'x'),
  Exp: plain('Exp', 'x'),
  ExpandDims: (node, list, name) => {
    const dim = list.integers(`${name}/dim`, node.attributes['dim'] as number);
    return list.add(name, 'ExpandDims', [...list.read(node, 'input'), dim], {
      ...float,
      Tdim: typeAttr('DT_INT32'),
    });
  },
  Identity: plain('Identity', 'x'),
  Log: plain('Log', 'x'),
  Max: reduction('Max'),
  Maximum: plain('Maximum', 'a', 'b'),
  MaxPool: pooling('MaxPool'),
  Mean: reduction('Mean'),
  Min: reduction('Min'),
  Minimum: plain('Minimum', 'a', 'b'),
  Multiply: plain('Mul', 'a', 'b'),
  Neg: plain('Neg', 'x'),
  Pack: (node, list, name) => {
    const parts = list.read(node);
    const attr = {
      ...float,
      N: intAttr(parts.length),
      axis: intAttr(node.attributes['axis'] as number),
    };
    return list.add(name, 'Pack', parts, attr);
  },
  PadV2: (node, list, name) => {
    const sides = node.attributes['paddings'] as readonly (readonly number[])[];
    const paddings = list.constant(`${name}/paddings`, {
      shape: [sides.length, 2],
      data: Int32Array.from(sides.flat()),
    });
    const value = list.constant(`${name}/value`, {
      shape: [],
      data: Float32Array.of(node.attributes['constantValue'] as number),
    });
    return list.add(name, 'PadV2', [...list.read(node, 'x'), paddings, value], {
      ...float,
      Tpaddings: typeAttr('DT_INT32'),
    });
  },
  RealDiv: plain('RealDiv', 'a', 'b'),
  Relu: plain('Relu', 'x'),
  Relu6: plain('Relu6', 'x'),
  RepeatForBatch: repeatForBatch,
  Reshape: (node, list, name) => {
    const shape = list.integers(
      `${name}/shape`,
      shapeNumbers(node, format, node.attributes['shape']),
    );
    return list.add(name, 'Reshape', [...list.read(node, 'x'), shape], {
      ...float,
      Tshape: typeAttr('DT_INT32'),
    });
  },
  Reverse: (node, list, name) => {
    const rank = list.shapeOf(node, 'x').length;
    const given = node.attributes['dims'] as number | readonly number[];
    const axes = (Array.isArray(given) ? (given as readonly number[]) : [given as number]).map(
      (axis) => positive(axis, rank),
    );
    const dims = list.integers(`${name}/dims`, axes);
    return list.add(name, 'ReverseV2', [...list.read(node, 'x'), dims], { ...float, ...axesType });
  },
  Rsqrt: plain('Rsqrt', 'x'),
  Sigmoid: plain('Sigmoid', 'x'),
  Slice: (node, list, name) => {
    const { begin, size } = sliceOf(node, format, list.shapeOf(node, 'x'));
    const ends = [list.integers(`${name}/begin`, begin), list.integers(`${name}/size`, size)];
    return list.add(name, 'Slice', [...list.read(node, 'x'), ...ends], {
      ...float,
      Index: typeAttr('DT_INT32'),
    });
  },
  Softmax: softmax,
  Softplus: plain('Softplus', 'x'),
  Sqrt: plain('Sqrt', 'x'),
  Square: plain('Square', 'x'),
  SquaredDifference: plain('SquaredDifference', 'a', 'b'),
  Sub: plain('Sub', 'a', 'b'),
  Sum: reduction('Sum'),
  Tanh: plain('Tanh', 'x'),
  Transpose: (node, list, name) => {
    const perm = list.integers(`${name}/perm`, node.attributes['perm'] as readonly number[]);
    return list.add(name, 'Transpose', [...list.read(node, 'x'), perm], {
      ...float,
      Tperm: typeAttr('DT_INT32'),
    });
  },
};

/**
 * Adds a kernel to a TensorFlow graph.
 * @throws InputError if it has no translation.
 */
export function translate(node: GraphNode, list: NodeList): void {
  const to = Object.hasOwn(translations, node.kernel) ? translations[node.kernel] : undefined;
  const output = node.outputs[0];
  if (!to || node.outputs.length !== 1 || output === undefined)
    throw unmappedKernel(node.kernel, format);
  list.set(output, to(node, list, output));
}
