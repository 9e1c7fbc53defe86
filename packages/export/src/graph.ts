// The neutral form of a network: the kernels of one forward pass in evaluation mode, as data.
import type { HostTensor } from '@codistill/core';

/** A number of elements: the same for all batches, or so many for each example of the batch. */
export type Extent = number | { readonly perExample: number };

/** A value of an attribute. What depends on the size of the batch is an `Extent`. */
export type Attribute =
  | Extent
  | string
  | boolean
  | null
  | undefined
  | readonly Attribute[]
  | { readonly [key: string]: Attribute };

/** One kernel of TensorFlow.js with what it reads. */
export interface GraphNode {
  /** The kernel's name, such as 'Conv2D'. */
  readonly kernel: string;
  /**
   * The name of each value that it reads: the image, a constant, or an output of a node before. The
   * keys are those of the kernel, such as `x` and `filter`; those of a list are '0', '1', ...
   */
  readonly inputs: Readonly<Record<string, string>>;
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly outputs: readonly string[];
}

/** What is known of a value without computing it. */
export interface ValueType {
  readonly shape: readonly Extent[];
  readonly dtype: string;
}

/** A network as a list of kernels in the order in which they run. */
export interface Graph {
  /** The name of the images, [batch, height, width, channels]. */
  readonly input: string;
  /** What the network gives by name, such as `logits`, and the value that it is. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Parameters and running statistics by their names, and other constants. */
  readonly constants: Readonly<Record<string, HostTensor>>;
  readonly nodes: readonly GraphNode[];
  /** The shape and type of every value. */
  readonly types: Readonly<Record<string, ValueType>>;
}

/** Whether a number of elements grows with the batch. */
export const isPerExample = (extent: Attribute): extent is { readonly perExample: number } =>
  typeof extent === 'object' &&
  extent !== null &&
  typeof (extent as { readonly perExample?: unknown }).perExample === 'number';
