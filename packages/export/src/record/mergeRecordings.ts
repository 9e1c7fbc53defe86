import type { HostTensor, Named } from '@codistill/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { otherBatch, otherKernels } from '../errors.ts';
import type { Attribute, Graph, GraphNode, ValueType } from '../graph.ts';
import { batchSizes, mergeBatches, mergeShapes } from './mergeBatches.ts';
import type { RecordedKernel } from './recordKernels.ts';

/** One forward pass on a batch of some size. */
export interface Recording {
  readonly images: Tensor;
  readonly kernels: readonly RecordedKernel[];
  /** The parameters and running statistics among the tensors. */
  readonly named: ReadonlyMap<Tensor, string>;
  readonly state: Named<HostTensor>;
  /** All other constants. */
  readonly values: ReadonlyMap<Tensor, HostTensor>;
  readonly predicted: Readonly<Record<string, Tensor>>;
}

/**
 * Two recordings of a network, with batches of 2 and 3 images, as one graph for batches of any size.
 * @throws InputError if they differ in more than the extents of shapes.
 */
export function mergeRecordings(two: Recording, three: Recording): Graph {
  const merge = new Merge(two, three);
  const count = Math.max(two.kernels.length, three.kernels.length);
  for (let at = 0; at < count; at++) merge.add(at, two.kernels[at], three.kernels[at]);
  return merge.graph();
}

/** A graph in the making. */
class Merge {
  private readonly names = new Map<Tensor, string>();
  private readonly constants: Record<string, HostTensor> = {};
  private readonly nodes: GraphNode[] = [];
  private readonly types: Record<string, ValueType> = {};
  private readonly counts = new Map<string, number>();

  private readonly two: Recording;
  private readonly three: Recording;

  constructor(two: Recording, three: Recording) {
    this.two = two;
    this.three = three;
    this.names.set(two.images, 'images');
    this.types['images'] = this.typeOf('Placeholder', two.images, three.images);
  }

  add(at: number, one?: RecordedKernel, other?: RecordedKernel): void {
    if (!one || !other || one.kernel !== other.kernel)
      throw otherKernels(at + 1, one?.kernel ?? 'absent', other?.kernel ?? 'absent');
    const { kernel } = one;
    const inputs = Object.entries(one.inputs).map(([role, tensor]) => {
      const twin = other.inputs[role];
      if (!twin) throw otherKernels(at + 1, kernel, `${kernel} without ${role}`);
      return [role, this.nameOf(kernel, tensor, twin)] as const;
    });
    const attributes = Object.entries(one.attributes).map(
      ([name, value]): readonly [string, Attribute] => [
        name,
        mergeBatches(kernel, name, value, other.attributes[name]),
      ],
    );
    const outputs = one.outputs.map((tensor, i) => {
      const name = this.fresh(kernel);
      this.names.set(tensor, name);
      this.types[name] = this.typeOf(kernel, tensor, other.outputs[i]!);
      return name;
    });
    this.nodes.push({
      kernel,
      inputs: Object.fromEntries(inputs),
      attributes: Object.fromEntries(attributes),
      outputs,
    });
  }

  graph(): Graph {
    const outputs = Object.entries(this.two.predicted).map(
      ([name, tensor]) =>
        [name, this.nameOf('Identity', tensor, this.three.predicted[name]!)] as const,
    );
    return {
      input: 'images',
      outputs: Object.fromEntries(outputs),
      constants: this.constants,
      nodes: this.nodes,
      types: this.types,
    };
  }

  /** The name of a tensor. A constant gets one when it is first read. */
  private nameOf(kernel: string, tensor: Tensor, twin: Tensor): string {
    const known = this.names.get(tensor);
    if (known !== undefined) return known;
    const parameter = this.two.named.get(tensor);
    const name = parameter ?? this.fresh('constant');
    this.names.set(tensor, name);
    if (parameter !== undefined) this.keep(name, this.two.state[parameter]!, tensor.dtype);
    else this.constant(kernel, name, tensor, twin);
    return name;
  }

  /**
   * A constant. One that has a row for each example, all the same, becomes one row that is repeated
   * for the batch.
   */
  private constant(kernel: string, name: string, tensor: Tensor, twin: Tensor): void {
    const [value, other] = [this.two.values.get(tensor), this.three.values.get(twin)];
    if (!value || !other) throw otherBatch(kernel, 'input', [tensor.shape, twin.shape]);
    if (sameNumbers(value.data, other.data)) {
      this.keep(name, value, tensor.dtype);
      return;
    }
    const size = value.data.length / batchSizes[0];
    const row = value.data.slice(0, size);
    const rows = [value, other].every(({ shape, data }, i) => {
      const batch = batchSizes[i]!;
      return shape[0] === batch && data.length === size * batch && repeats(data, row);
    });
    if (!rows) throw otherBatch(kernel, 'constant', [value.shape, other.shape]);
    const shape = [1, ...value.shape.slice(1)];
    const once = `${name}_row`;
    this.keep(once, { shape, data: row }, tensor.dtype);
    this.types[name] = this.typeOf(kernel, tensor, twin);
    this.nodes.push({
      kernel: 'RepeatForBatch',
      inputs: { x: once },
      attributes: {},
      outputs: [name],
    });
  }

  private keep(name: string, value: HostTensor, dtype: string): void {
    this.constants[name] = { shape: [...value.shape], data: value.data };
    this.types[name] = { shape: [...value.shape], dtype };
  }

  private typeOf(kernel: string, tensor: Tensor, twin: Tensor): ValueType {
    return { shape: mergeShapes(kernel, tensor.shape, twin.shape), dtype: tensor.dtype };
  }

  private fresh(kernel: string): string {
    const count = (this.counts.get(kernel) ?? 0) + 1;
    this.counts.set(kernel, count);
    return `${kernel}_${count}`;
  }
}

const sameNumbers = (a: HostTensor['data'], b: HostTensor['data']) =>
  a.length === b.length && a.every((value, i) => Object.is(value, b[i]));

const repeats = (data: HostTensor['data'], row: HostTensor['data']) =>
  data.every((value, i) => Object.is(value, row[i % row.length]));
