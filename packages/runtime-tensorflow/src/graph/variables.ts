import type { HostTensor, TrainState } from '@codistill/core';
import { flattenState } from '@codistill/core/engine';
import { type GraphNode, types } from './node.ts';

export interface Variable {
  /** 'networks/a/params/conv/kernel'. */
  readonly path: string;
  readonly node: string;
  readonly type: number;
  readonly shape: readonly number[];
}

/**
 * The state of a program as TensorFlow resource variables. All traces of one graph share them, and
 * they keep their values between runs.
 */
export interface Variables {
  readonly list: readonly Variable[];
  /** The nodes that create, feed and read the variables. */
  readonly nodes: readonly GraphNode[];
  /** The output to fetch in order to assign the fed values. */
  readonly initialized: string;
}

export function variablesOf(state: TrainState<HostTensor>): Variables {
  const list = Object.entries(flattenState(state)).map(
    ([path, { shape, data }], i): Variable => ({
      path,
      node: `variable/${i}`,
      type: data instanceof Int32Array ? types.int32 : types.float32,
      shape,
    }),
  );
  const nodes = list.flatMap((variable): GraphNode[] => {
    const { path, node, type, shape } = variable;
    return [
      {
        name: node,
        op: 'VarHandleOp',
        inputs: [],
        attributes: {
          dtype: { type },
          shape: { shape },
          shared_name: { text: path },
          container: { text: '' },
        },
      },
      readNode(variable, ''),
      {
        name: feedName(variable),
        op: 'Placeholder',
        inputs: [],
        attributes: { dtype: { type }, shape: { shape } },
      },
      {
        name: `${node}/set`,
        op: 'AssignVariableOp',
        inputs: [node, feedName(variable)],
        attributes: { dtype: { type } },
      },
    ];
  });
  const done: GraphNode = {
    name: 'initialized',
    op: 'Const',
    inputs: list.map(({ node }) => `^${node}/set`),
    attributes: {
      dtype: { type: types.int32 },
      value: {
        tensor: { shape: [], type: types.int32, bytes: Uint8Array.of(1, 0, 0, 0), uniform: false },
      },
    },
  };
  return { list, nodes: [...nodes, done], initialized: `${done.name}:0` };
}

export const feedName = ({ node }: Variable): string => `${node}/feed`;

/**
 * The node that reads a variable. Every trace has its own, which runs before any of the trace's
 * assignments.
 */
export const readNode = ({ node, type }: Variable, prefix: string): GraphNode => ({
  name: `${prefix}${node}/read`,
  op: 'ReadVariableOp',
  inputs: [node],
  attributes: { dtype: { type } },
});
