import type { GraphNode } from './node.ts';

/** What is fed, where the graph copies it: the name of the placeholder of `name`. */
export const fedName = (name: string): string => `${name}/fed`;

/**
 * The nodes, with a copy between each placeholder and all that reads it. For addons whose tensors
 * share the memory of JavaScript's arrays, the stock package's: what is fed is then read by the
 * copy alone, so no variable takes it over, and the last reference to it goes where the caller
 * deletes it, on JavaScript's thread. TensorFlow's rewriting of graphs leaves DeepCopy in its place.
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
