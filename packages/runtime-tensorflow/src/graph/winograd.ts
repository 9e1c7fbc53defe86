import { isDeepStrictEqual } from 'node:util';
import type { StepDefinition } from '@codistill/core';
import type { Operations } from '../engine/operations.ts';
import { type Attribute, type GraphNode, types } from './node.ts';
import type { Trace } from './recorder.ts';

/**
 * The addon's name for each of TensorFlow's three operations, and the inputs that it uses. The
 * other input is a size.
 */
const replaced: Readonly<
  Record<
    string,
    {
      readonly op: string;
      readonly low?: string;
      readonly inputs: readonly [number, number];
      readonly kernel: number | 'output';
    }
  >
> = {
  Conv2D: { op: 'CodistillConv3x3', low: 'CodistillConv3x3Bfloat16', inputs: [0, 1], kernel: 1 },
  Conv2DBackpropInput: {
    op: 'CodistillConv3x3BackpropInput',
    low: 'CodistillConv3x3Bfloat16BackpropInput',
    inputs: [2, 1],
    kernel: 1,
  },
  Conv2DBackpropFilter: { op: 'CodistillConv3x3BackpropFilter', inputs: [0, 2], kernel: 'output' },
};

/**
 * The nodes of a trace with its 3x3 convolutions of stride 1, forward and backward, replaced by
 * Winograd's minimal filtering. It applies to images of even height and width and to numbers of
 * channels that are multiples of `lanes`; other convolutions stay TensorFlow's. In mixed-bfloat16
 * the products are in bfloat16 if the processor supports it, except for the kernel's gradient.
 */
export function withWinograd(
  { nodes, shaped }: Trace,
  { lanes, bfloat16 }: Operations,
  precision: StepDefinition['precision'],
): readonly GraphNode[] {
  return nodes.map((node) => {
    const rule = replaced[node.op];
    if (!rule) return node;
    const image = shaped.get(node.inputs[rule.inputs[0]]!)!;
    const kernel = shaped.get(
      rule.kernel === 'output' ? `${node.name}:0` : node.inputs[rule.kernel]!,
    )!;
    const [, height, width] = image.shape as [number, number, number, number];
    const [rows, columns, inward, outward] = kernel.shape as [number, number, number, number];
    const fits =
      rows === 3 &&
      columns === 3 &&
      height % 2 === 0 &&
      width % 2 === 0 &&
      inward % lanes === 0 &&
      outward % lanes === 0 &&
      plain(node.attributes);
    if (!fits || image.type !== types.float32 || kernel.type !== types.float32) return node;
    const op = precision === 'mixed-bfloat16' && bfloat16 ? (rule.low ?? rule.op) : rule.op;
    return { name: node.name, op, inputs: rule.inputs.map((i) => node.inputs[i]!), attributes: {} };
  });
}

/**
 * Whether the convolution has stride 1, no dilation, and outputs of the same size as its inputs.
 */
function plain({
  strides,
  dilations,
  padding,
  data_format: format,
}: Readonly<Record<string, Attribute>>): boolean {
  const ones = { integers: [1, 1, 1, 1] };
  const is = (attribute: Attribute | undefined, value: Attribute) =>
    isDeepStrictEqual(attribute, value);
  return (
    is(strides, ones) &&
    (!dilations || is(dilations, ones)) &&
    is(padding, { text: 'SAME' }) &&
    is(format, { text: 'NHWC' })
  );
}
