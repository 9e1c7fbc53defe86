/**
 * The types of tensors in a graph, as TensorFlow numbers them. Its C interface and its graphs use
 * the same numbers.
 */
export const types = { float32: 1, int32: 3, int64: 9, bool: 10, bfloat16: 14 } as const;

/** The value of an attribute, one field of TensorFlow's AttrValue. */
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
  /** The bytes of the whole tensor, or of one element if all are equal. */
  readonly bytes: Uint8Array;
  readonly uniform: boolean;
}

/** A node of a graph. An input is 'node:output', or '^node' for a control dependency. */
export interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** A node that is fed. */
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

/** The type and shape of a tensor in a graph. */
export interface Shaped {
  readonly shape: readonly number[];
  readonly type: number;
}
