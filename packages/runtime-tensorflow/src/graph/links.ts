import type { GraphNode } from './node.ts';

/** The producers and users of outputs in a list of nodes, which is in the order of creation. */
export interface Links {
  usersOf(output: string): readonly GraphNode[];
  /** The user of an output, if it has exactly one and that is one of `ops`. */
  onlyUser(output: string, ...ops: readonly string[]): GraphNode | undefined;
  makerOf(output: string): { readonly node: GraphNode; readonly index: number } | undefined;
  /** Whether `output` depends on the node at `index`. Only outputs of later nodes can. */
  comesOf(output: string, index: number): boolean;
}

/** The links between nodes. */
export function linksOf(nodes: readonly GraphNode[]): Links {
  const makers = new Map(nodes.map((node, index) => [node.name, { node, index }]));
  const users = new Map<string, GraphNode[]>();
  for (const node of nodes)
    for (const input of node.inputs) {
      const known = users.get(input);
      if (known) known.push(node);
      else users.set(input, [node]);
    }
  const usersOf = (output: string) => users.get(output) ?? [];
  const makerOf = (output: string) => makers.get(output.slice(0, output.lastIndexOf(':')));
  const comesOf = (output: string, index: number, seen = new Set<number>()): boolean => {
    const maker = makerOf(output);
    if (!maker || maker.index < index || seen.has(maker.index)) return false;
    seen.add(maker.index);
    return maker.index === index || maker.node.inputs.some((input) => comesOf(input, index, seen));
  };
  return {
    usersOf,
    makerOf,
    comesOf: (output, index) => comesOf(output, index),
    onlyUser(output, ...ops) {
      const [user, ...more] = usersOf(output);
      return user && more.length === 0 && ops.includes(user.op) ? user : undefined;
    },
  };
}
