// The attributes of kernels in a form that every format can use.
import { unmappedKernel } from './errors.ts';
import { type Attribute, type Extent, type GraphNode, isPerExample } from './graph.ts';

/** Two numbers for height and width, of an attribute that is one number or two. */
export function both(value: Attribute): readonly [number, number] {
  const list = Array.isArray(value) ? (value as readonly number[]) : [value as number];
  return [list[0]!, list[1] ?? list[0]!];
}

/** The axes of a reduction, from 0; an attribute without axes means all. */
export function axesOf({ attributes }: GraphNode, rank: number): readonly number[] {
  const given = attributes['axis'] as number | readonly number[] | null | undefined;
  const axes =
    given === null || given === undefined
      ? Array.from({ length: rank }, (_, axis) => axis)
      : Array.isArray(given)
        ? (given as readonly number[])
        : [given as number];
  return axes.map((axis) => positive(axis, rank));
}

/** An axis counted from the front. */
export const positive = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

/** The zeros that a convolution or a pooling adds before and after rows and columns. */
export interface Padding {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/**
 * The padding of a kernel with a window. TensorFlow's 'same' puts the odd row at the end.
 * @throws InputError if it is of a form that no format has.
 */
export function paddingOf(
  node: GraphNode,
  format: string,
  given: {
    readonly shape: readonly Extent[];
    readonly window: readonly [number, number];
    readonly strides: readonly [number, number];
    readonly dilations: readonly [number, number];
  },
): Padding {
  const pad = node.attributes['pad'];
  if (pad === 'valid') return { top: 0, bottom: 0, left: 0, right: 0 };
  if (typeof pad === 'number') return { top: pad, bottom: pad, left: pad, right: pad };
  if (Array.isArray(pad)) {
    const [, rows, columns] = pad as readonly (readonly [number, number])[];
    return { top: rows![0], bottom: rows![1], left: columns![0], right: columns![1] };
  }
  if (pad !== 'same') throw unmappedKernel(node.kernel, format, `with the padding ${String(pad)}`);
  const [rows, columns] = [0, 1].map((i) => {
    const extent = given.shape[i + 1] as number;
    const reach = (given.window[i]! - 1) * given.dilations[i]! + 1;
    const stride = given.strides[i]!;
    const total = Math.max(0, (Math.ceil(extent / stride) - 1) * stride + reach - extent);
    return [total >> 1, total - (total >> 1)] as const;
  }) as [readonly [number, number], readonly [number, number]];
  return { top: rows[0], bottom: rows[1], left: columns[0], right: columns[1] };
}

/**
 * A shape as a list of numbers, in which the extent that grows with the batch is -1.
 * @throws InputError if several do.
 */
export function shapeNumbers(node: GraphNode, format: string, shape: Attribute): number[] {
  const extents = shape as readonly Extent[];
  if (extents.filter(isPerExample).length > 1)
    throw unmappedKernel(node.kernel, format, 'with two extents that grow with the batch');
  return extents.map((extent) => (typeof extent === 'number' ? extent : -1));
}

/**
 * Where a slice begins and how many elements it has along each axis; -1 are all from there on.
 * @throws InputError if it takes some of the examples.
 */
export function sliceOf(
  node: GraphNode,
  format: string,
  shape: readonly Extent[],
): { readonly begin: readonly number[]; readonly size: readonly number[] } {
  const wrong = () => unmappedKernel(node.kernel, format, 'on a part of the batch');
  const begin = (node.attributes['begin'] as readonly Extent[]).map((value) => {
    if (isPerExample(value)) throw wrong();
    return value;
  });
  const size = (node.attributes['size'] as readonly Extent[]).map((value, axis) => {
    if (!isPerExample(value)) return value;
    const whole = shape[axis]!;
    if (begin[axis] !== 0 || !isPerExample(whole) || whole.perExample !== value.perExample)
      throw wrong();
    return -1;
  });
  return { begin, size };
}
