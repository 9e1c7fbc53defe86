// Kernels that move, select or repeat values, and those that reduce axes.
import { axesOf, positive, shapeNumbers, sliceOf } from '../attributes.ts';
import type { Extent, GraphNode } from '../graph.ts';
import { firstAxis, type Layout, type OnnxNodes } from './nodes.ts';
import { format, type Translate } from './translate.ts';

/** How an input lies in memory; a constant is plain. */
const layoutOf = (node: GraphNode, list: OnnxNodes, role: string): Layout =>
  list.layoutOf(node.inputs[role]!) ?? 'plain';

/** Where the axes of a value are in memory. */
const inLayout = (axes: readonly number[], layout: Layout): readonly number[] =>
  layout === 'first' ? axes.map((axis) => firstAxis[axis]!) : axes;

/** A reduction. ONNX 17 takes the axes of a sum as an input, of all others as an attribute. */
export const reduction =
  (op: string): Translate =>
  (node, list, name) => {
    const axes = axesOf(node, list.shapeOf(node.inputs['x']!).length);
    const keeps = node.attributes['keepDims'] === true;
    const stored = layoutOf(node, list, 'x');
    // Without the axes of a map, or with its channels alone, what is left is in order.
    const inOrder = keeps || (axes.includes(1) && axes.includes(2)) || axes.includes(3);
    const layout = stored === 'first' && inOrder ? 'first' : 'plain';
    const own = inLayout(axes, layout);
    const x = list.inputOf(node, 'x', layout);
    const keepdims = keeps ? 1 : 0;
    const result =
      op === 'ReduceSum'
        ? list.add(name, op, [x, list.integers(`${name}/axes`, own)], { keepdims })
        : list.add(name, op, [x], { axes: own, keepdims });
    return [result, keeps ? layout : 'plain'];
  };

/** Whether a shape is that of maps with one row and one column, which lie in both layouts alike. */
const isPoint = (shape: readonly Extent[]): boolean =>
  shape.length === 4 && shape[1] === 1 && shape[2] === 1;

export const reshape: Translate = (node, list, name) => {
  const from = node.inputs['x']!;
  const to = list.shapeOf(node.outputs[0]!);
  const numbers = shapeNumbers(node, format, to);
  const stored = layoutOf(node, list, 'x');
  const x = list.read(from, stored === 'first' && isPoint(list.shapeOf(from)) ? 'first' : 'plain');
  const layout = isPoint(to) ? 'first' : 'plain';
  const [batch, , , channels] = numbers;
  const shape = list.integers(
    `${name}/shape`,
    layout === 'first' ? [batch!, channels!, 1, 1] : numbers,
  );
  return [list.add(name, 'Reshape', [x, shape]), layout];
};

export const transpose: Translate = (node, list, name) => {
  const layout = layoutOf(node, list, 'x');
  const perm = inLayout(node.attributes['perm'] as readonly number[], layout);
  const x = list.inputOf(node, 'x', layout);
  const same = perm.every((axis, i) => axis === i);
  return [same ? x : list.add(name, 'Transpose', [x], { perm }), 'plain'];
};

export const concat: Translate = (node, list, name) => {
  const values = Object.values(node.inputs);
  const rank = list.shapeOf(values[0]!).length;
  const layout = values.some((value) => list.layoutOf(value) === 'first') ? 'first' : 'plain';
  const [axis] = inLayout([positive(node.attributes['axis'] as number, rank)], layout);
  const parts = values.map((value) => list.read(value, layout));
  return [list.add(name, 'Concat', parts, { axis: axis! }), layout];
};

export const pack: Translate = (node, list, name) => {
  const values = Object.values(node.inputs);
  const rank = list.shapeOf(values[0]!).length + 1;
  const axis = positive(node.attributes['axis'] as number, rank);
  const axes = list.integers(`${name}/axes`, [axis]);
  const parts = values.map((value, i) =>
    list.add(`${name}/${i}`, 'Unsqueeze', [list.read(value, 'plain'), axes]),
  );
  return [list.add(name, 'Concat', parts, { axis }), 'plain'];
};

export const expandDims: Translate = (node, list, name) => {
  const rank = list.shapeOf(node.inputs['input']!).length + 1;
  const axes = list.integers(`${name}/axes`, [positive(node.attributes['dim'] as number, rank)]);
  return [list.add(name, 'Unsqueeze', [list.inputOf(node, 'input', 'plain'), axes]), 'plain'];
};

export const slice: Translate = (node, list, name) => {
  const shape = list.shapeOf(node.inputs['x']!);
  const { begin, size } = sliceOf(node, format, shape);
  const layout = layoutOf(node, list, 'x');
  const axes = inLayout(
    shape.map((_, axis) => axis),
    layout,
  );
  const ends = size.map((count, axis) =>
    count === -1 ? Number.POSITIVE_INFINITY : begin[axis]! + count,
  );
  const given = [begin, ends, axes].map((numbers, i) =>
    list.integers(`${name}/${['starts', 'ends', 'axes'][i]}`, numbers),
  );
  return [list.add(name, 'Slice', [list.inputOf(node, 'x', layout), ...given]), layout];
};

export const reverse: Translate = (node, list, name) => {
  const rank = list.shapeOf(node.inputs['x']!).length;
  const given = node.attributes['dims'] as number | readonly number[];
  const dims = (Array.isArray(given) ? (given as readonly number[]) : [given as number]).map(
    (axis) => positive(axis, rank),
  );
  const layout = layoutOf(node, list, 'x');
  const axes = inLayout(dims, layout);
  const all = (value: number) => dims.map(() => value);
  const ends = [all(-1), all(Number.NEGATIVE_INFINITY), axes, all(-1)].map((numbers, i) =>
    list.integers(`${name}/${['starts', 'ends', 'axes', 'steps'][i]}`, numbers),
  );
  return [list.add(name, 'Slice', [list.inputOf(node, 'x', layout), ...ends]), layout];
};

export const pad: Translate = (node, list, name) => {
  const sides = node.attributes['paddings'] as readonly (readonly [number, number])[];
  const layout = layoutOf(node, list, 'x');
  const own = sides.map((side) => side);
  for (const [axis, at] of inLayout(
    sides.map((_, i) => i),
    layout,
  ).entries())
    own[at] = sides[axis]!;
  const pads = list.integers(`${name}/pads`, [
    ...own.map(([before]) => before),
    ...own.map(([, after]) => after),
  ]);
  const value = list.constant(`${name}/value`, {
    shape: [],
    data: Float32Array.of(node.attributes['constantValue'] as number),
  });
  return [list.add(name, 'Pad', [list.inputOf(node, 'x', layout), pads, value]), layout];
};

export const softmax: Translate = (node, list, name) => {
  const rank = list.shapeOf(node.inputs['logits']!).length;
  const layout = layoutOf(node, list, 'logits');
  const dim = positive((node.attributes['dim'] as number | undefined) ?? -1, rank);
  const [axis] = inLayout([dim], layout);
  const x = list.inputOf(node, 'logits', layout);
  return [list.add(name, 'Softmax', [x], { axis: axis! }), layout];
};

/** A row for each example of the batch, whose size is read from the images. */
export const repeatForBatch: Translate = (node, list, name) => {
  const row = node.inputs['x']!;
  const whole = list.add(`${name}/images`, 'Shape', [list.input]);
  const ends = [[0], [1]].map((numbers, i) =>
    list.integers(`${name}/${['starts', 'ends'][i]}`, numbers),
  );
  const batch = list.add(`${name}/batch`, 'Slice', [whole, ...ends]);
  const extents = list.integers(`${name}/extents`, list.shapeOf(row).slice(1) as number[]);
  const shape = list.add(`${name}/shape`, 'Concat', [batch, extents], { axis: 0 });
  return [list.add(name, 'Expand', [list.read(row, 'plain'), shape]), 'plain'];
};
