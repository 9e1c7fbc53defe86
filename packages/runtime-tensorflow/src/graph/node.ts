/**
 * The types of tensors that a graph holds, in TensorFlow's numbers (its C interface and its graphs
 * use the same).
 */
export const types = { float32: 1, int32: 3, int64: 9, bool: 10, bfloat16: 14 } as const;

/** The value of an attribute: one field of TensorFlow's AttrValue. */
export type Attribute =
  | { readonly text: string }
  | { readonly integer: number }
  | { readonly real: number }
  | { readonly flag: boolean }
  | { readonly type: number }
  | { readonly shape: readonly number[] }
  | { readonly tensor: Constant }
  | { readonly integers: readonly number[] };

export interface Constant {
  readonly shape: readonly number[];
  readonly type: number;
  /** Of the whole tensor, or of the one value that all its elements have. */
  readonly bytes: Uint8Array;
  readonly uniform: boolean;
}

/** A node of a graph. Inputs: 'node:output', '^node' for one that must merely run before. */
export interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** What is fed. */
export const placeholder = ({
  name,
  type,
  shape,
}: Shaped & { readonly name: string }): GraphNode => ({
  name,
  op: 'Placeholder',
  inputs: [],
  attributes: { dtype: { type }, shape: { shape } },
});

/** What a tensor in a graph is like. */
export interface Shaped {
  readonly shape: readonly number[];
  readonly type: number;
}
