import type { GraphNode } from './node.ts';

/** The name of the placeholder that is fed for `name`, if the graph copies its feeds. */
export const fedName = (name: string): string => `${name}/fed`;

/**
 * The nodes with a copy between each placeholder and its readers. It is needed for addons whose
 * tensors share the memory of JavaScript's arrays, like those of the stock package. Only the copy
 * reads the fed tensor, so no variable takes it over, and the caller deletes its last reference on
 * JavaScript's thread. TensorFlow's graph rewriting does not remove DeepCopy.
 */
export const withCopies = (nodes: readonly GraphNode[]): readonly GraphNode[] =>
  nodes.flatMap((node): readonly GraphNode[] =>
    node.op === 'Placeholder'
      ? [
          { ...node, name: fedName(node.name) },
          {
            name: node.name,
            op: 'DeepCopy',
            inputs: [`${fedName(node.name)}:0`],
            attributes: { T: node.attributes['dtype']! },
          },
        ]
      : [node],
  );
