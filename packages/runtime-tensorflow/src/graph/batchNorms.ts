import { type Links, linksOf } from './links.ts';
import { type GraphNode, types } from './node.ts';
import type { Trace } from './recorder.ts';

/** The names of a sum of two tensors, in TensorFlow.js and elsewhere. */
const sums = ['Add', 'AddV2'];

type After = '' | 'Relu' | 'AddRelu';

/** A batch norm with the operations that follow it. */
interface Norm {
  readonly node: GraphNode;
  readonly after: After;
  /** The other summand, for 'AddRelu'. */
  readonly other?: string;
  /** The output of the relu, under its name in the trace. */
  readonly relu?: string;
}

/**
 * The nodes of a trace with the batch norms of training, forward and backward, replaced by our own
 * operations. Each one includes a relu that is its only user, or a sum followed by a relu, which
 * saves passes over memory. Batch norms whose number of channels is not a multiple of `lanes` stay
 * TensorFlow's.
 */
export function withBatchNorms(trace: Trace, lanes: number): readonly GraphNode[] {
  const nodes = withoutIdleReshapes(trace);
  const links = linksOf(nodes);
  const norms = normsOf(nodes, links, trace, lanes);
  const edits: Edits = { gone: new Set(), renamed: new Map(), replaced: new Map() };
  for (const norm of norms.values()) replaceForward(norm, links, edits);
  for (const node of nodes)
    if (node.op === 'FusedBatchNormGradV3') replaceBackward(node, norms, links, edits);
  return edited(nodes, edits);
}

/** The training batch norms that our operations support, by name, in the order of the nodes. */
function normsOf(
  nodes: readonly GraphNode[],
  { onlyUser, comesOf }: Links,
  { shaped }: Trace,
  lanes: number,
): ReadonlyMap<string, Norm> {
  const shapeOf = (output: string) => shaped.get(output)?.shape.join();
  // If two batch norms are added, the relu belongs to the first.
  const taken = new Set<string>();
  const normOf = (node: GraphNode, index: number): Norm => {
    const y = `${node.name}:0`;
    const relu = onlyUser(y, 'Relu');
    if (relu) return { node, after: 'Relu', relu: `${relu.name}:0` };
    const sum = onlyUser(y, ...sums);
    const next = sum && onlyUser(`${sum.name}:0`, 'Relu');
    const other = sum?.inputs.find((input) => input !== y);
    if (
      !next ||
      other === undefined ||
      shapeOf(other) !== shapeOf(y) ||
      comesOf(other, index) ||
      taken.has(next.name)
    )
      return { node, after: '' };
    taken.add(next.name);
    return { node, after: 'AddRelu', other, relu: `${next.name}:0` };
  };
  const fits = ({ op, inputs, attributes }: GraphNode) => {
    const x = shaped.get(inputs[0]!);
    const training = attributes['is_training'] as { readonly flag: boolean } | undefined;
    return (
      op === 'FusedBatchNormV3' &&
      training?.flag === true &&
      x?.type === types.float32 &&
      x.shape.at(-1)! % lanes === 0
    );
  };
  return new Map(
    nodes.flatMap((node, index) => (fits(node) ? [[node.name, normOf(node, index)] as const] : [])),
  );
}

/** The changes to nodes, by name, and to outputs. */
interface Edits {
  readonly gone: Set<string>;
  readonly renamed: Map<string, string>;
  readonly replaced: Map<string, GraphNode>;
}

/** Replaces a batch norm and the operations that follow it by one node. */
function replaceForward(
  { node, after, other, relu }: Norm,
  { makerOf, onlyUser }: Links,
  { gone, renamed, replaced }: Edits,
): void {
  const [x, scale, offset] = node.inputs as [string, string, string];
  const inputs = [x, scale, offset, ...(other === undefined ? [] : [other])];
  replaced.set(node.name, {
    ...node,
    op: `CodistillBatchNorm${after}`,
    inputs,
    attributes: epsilonOf(node),
  });
  if (relu === undefined) return;
  gone.add(makerOf(relu)!.node.name);
  renamed.set(relu, `${node.name}:0`);
  if (other !== undefined) gone.add(onlyUser(`${node.name}:0`, ...sums)!.name);
}

/** Merges the gradient of the relu into the gradient of its batch norm. */
function replaceBackward(
  node: GraphNode,
  norms: ReadonlyMap<string, Norm>,
  { makerOf, usersOf }: Links,
  { gone, renamed, replaced }: Edits,
): void {
  const [dy, x, scale, first, second] = node.inputs as [string, string, string, string, string];
  const norm = norms.get(makerOf(first)?.node.name ?? '');
  if (!norm) return;
  const back = makerOf(dy)?.node;
  const isOwn = back?.op === 'ReluGrad' && back.inputs[1] === norm.relu && norm.relu !== undefined;
  const after = isOwn && (norm.after === 'AddRelu' || usersOf(dy).length === 1) ? norm.after : '';
  const before = after === '' ? dy : back!.inputs[0]!;
  const inputs = [
    before,
    x,
    scale,
    norm.node.inputs[2]!,
    first,
    second,
    ...(after === 'AddRelu' ? [norm.relu!] : []),
  ];
  replaced.set(node.name, {
    ...node,
    op: `CodistillBatchNorm${after}Grad`,
    inputs,
    attributes: epsilonOf(node),
  });
  if (after === '') return;
  gone.add(back!.name);
  if (after === 'AddRelu') renamed.set(dy, `${node.name}:3`);
}

const edited = (
  nodes: readonly GraphNode[],
  { gone, renamed, replaced }: Edits,
): readonly GraphNode[] =>
  nodes.flatMap((node) => {
    if (gone.has(node.name)) return [];
    const found = replaced.get(node.name) ?? node;
    return [
      found.inputs.some((input) => renamed.has(input))
        ? { ...found, inputs: found.inputs.map((input) => renamed.get(input) ?? input) }
        : found,
    ];
  });

const epsilonOf = ({ attributes }: GraphNode) => ({ epsilon: attributes['epsilon']! });

/** Removes reshapes that return their input unchanged. */
function withoutIdleReshapes({ nodes, shaped }: Trace): readonly GraphNode[] {
  const aliases = new Map<string, string>();
  const resolved = (input: string) => aliases.get(input) ?? input;
  return nodes.flatMap((node) => {
    const inputs = node.inputs.map(resolved);
    const shapeOf = (output: string) => shaped.get(output)?.shape.join();
    const output = `${node.name}:0`;
    if (
      node.op === 'Reshape' &&
      shapeOf(inputs[0]!) !== undefined &&
      shapeOf(inputs[0]!) === shapeOf(output)
    ) {
      aliases.set(output, inputs[0]!);
      return [];
    }
    return [{ ...node, inputs }];
  });
}
