import type { GraphNode } from './node.ts';

/** Who makes and who takes an output in a list of nodes, which stand in the order of their making. */
export interface Links {
  usersOf(output: string): readonly GraphNode[];
  /** The one user of an output, where there is one alone and it is one of `ops`. */
  onlyUser(output: string, ...ops: readonly string[]): GraphNode | undefined;
  makerOf(output: string): { readonly node: GraphNode; readonly index: number } | undefined;
  /** Whether `output` comes of the node at `index`. Only what was made after it can. */
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
