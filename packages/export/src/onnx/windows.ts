// Kernels that look at windows of a map: convolutions and pooling.
import { both, paddingOf } from '../attributes.ts';
import { unmappedKernel } from '../errors.ts';
import type { GraphNode } from '../graph.ts';
import { transposed } from '../transposed.ts';
import type { OnnxNodes } from './nodes.ts';
import { format, type Translate } from './translate.ts';

/** The attributes of a window that ONNX has in common for convolutions and pooling. */
function windowOf(node: GraphNode, list: OnnxNodes, window: readonly [number, number]) {
  const strides = both(node.attributes['strides']!);
  const dilations = both(node.attributes['dilations'] ?? 1);
  const shape = list.shapeOf(node.inputs['x']!);
  const { top, left, bottom, right } = paddingOf(node, format, {
    shape,
    window,
    strides,
    dilations,
  });
  return { kernel_shape: window, strides, pads: [top, left, bottom, right], dilations };
}

/** A convolution whose kernel is a parameter, with the axes in the order of ONNX. */
export const convolution =
  (depthwise: boolean): Translate =>
  (node, list, name) => {
    const value = node.inputs['filter']!;
    const kernel = list.graph.constants[value];
    if (!kernel) throw unmappedKernel(node.kernel, format, 'with a kernel that is computed');
    const [height, width, channels, filters] = kernel.shape as [number, number, number, number];
    const turned = transposed(kernel, depthwise ? [2, 3, 0, 1] : [3, 2, 0, 1]);
    const shape = depthwise ? [channels * filters, 1, height, width] : turned.shape;
    const weights = list.constant(value, { shape, data: turned.data });
    const attributes = {
      ...windowOf(node, list, [height, width]),
      group: depthwise ? channels : 1,
    };
    const result = list.add(name, 'Conv', [list.inputOf(node, 'x', 'first'), weights], attributes);
    return [result, 'first'];
  };

export const pooling =
  (op: 'MaxPool' | 'AveragePool'): Translate =>
  (node, list, name) => {
    const { dilations: _, ...window } = windowOf(node, list, both(node.attributes['filterSize']!));
    return [list.add(name, op, [list.inputOf(node, 'x', 'first')], window), 'first'];
  };
