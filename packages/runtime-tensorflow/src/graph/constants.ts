import { createHash } from 'node:crypto';
import type { Values } from '../engine/backend.ts';
import { unsupportedType } from '../errors.ts';
import { type Constant, type GraphNode, types } from './node.ts';

/**
 * The constants of a graph. Each value occurs once. A constant whose elements are all equal is
 * stored as a single number.
 */
export interface ConstantPool {
  /** The node of a value; undefined if it has none and `add` is false. */
  nodeOf(
    shape: readonly number[],
    type: number,
    values: Values,
    add: boolean,
  ): GraphNode | undefined;
  nodes(): readonly GraphNode[];
}

export function constantPool(): ConstantPool {
  const nodes = new Map<string, GraphNode>();
  return {
    nodeOf(shape, type, values, add) {
      const constant = toConstant(shape, type, values);
      const key = `${type}|${shape.join()}|${constant.uniform}|${digest(constant.bytes)}`;
      const known = nodes.get(key);
      if (known !== undefined || !add) return known;
      const node: GraphNode = {
        name: `constant/${nodes.size}`,
        op: 'Const',
        inputs: [],
        attributes: { dtype: { type }, value: { tensor: constant } },
      };
      nodes.set(key, node);
      return node;
    },
    nodes: () => [...nodes.values()],
  };
}

function toConstant(shape: readonly number[], type: number, values: Values): Constant {
  const data = typed(type, values);
  const uniform = data.length > 1 && data.every((value) => Object.is(value, data[0]));
  const part = uniform ? data.subarray(0, 1) : data;
  // A copy, because the caller may write into its array later.
  const bytes = new Uint8Array(part.buffer, part.byteOffset, part.byteLength).slice();
  return { shape: [...shape], type, bytes, uniform };
}

function typed(type: number, values: Values): Float32Array | Int32Array | Uint8Array {
  if (type === types.float32)
    return values instanceof Float32Array ? values : Float32Array.from(values);
  if (type === types.int32) return values instanceof Int32Array ? values : Int32Array.from(values);
  if (type === types.bool) return values instanceof Uint8Array ? values : Uint8Array.from(values);
  throw unsupportedType(String(type));
}

const digest = (bytes: Uint8Array) =>
  bytes.length <= 64 ? bytes.join() : createHash('sha256').update(bytes).digest('hex');

/** A few values of a constant, for messages. */
export const constantInWords = (shape: readonly number[], values: Values): string =>
  `${[...values.slice(0, 3)].map((value) => Number(value.toPrecision(6))).join(', ')}${values.length > 3 ? ', ...' : ''}${shape.length === 0 ? '' : `, of the shape [${shape}]`}`;
