// Every error of this package: what was found, what was expected, what to do.
import type { z } from 'zod';

/** A mistake of whoever called: in a configuration, an option, a file. Commands print its message alone and exit with 2. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

const listed = (names: readonly string[]) => (names.length === 0 ? 'none' : names.join(', '));

/** The known name that is nearest to `name` in letters, where one is near enough to be meant. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const distance = (a: string, b: string) => {
    let row = Array.from({ length: b.length + 1 }, (_, j) => j);
    for (let i = 1; i <= a.length; i++) {
      const next = [i];
      for (let j = 1; j <= b.length; j++) next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
      row = next;
    }
    return row[b.length]!;
  };
  const best = known.map((other) => [distance(name, other), other] as const).sort((a, b) => a[0] - b[0])[0];
  return best && best[0] <= Math.max(2, name.length / 3) ? best[1] : undefined;
}
const didYouMean = (name: string, known: readonly string[]) => {
  const near = nearest(name, known);
  return near === undefined ? '' : ` Did you mean "${near}"?`;
};

export const unknownPlugin = (kind: string, name: string, known: readonly string[]) =>
  new InputError(`No ${kind} is called "${name}".${didYouMean(name, known)} Known: ${listed(known)}.`);
export const duplicatePlugin = (kind: string, name: string) =>
  new InputError(`Two plugins are called ${kind} "${name}". Rename one of them, or leave one module out.`);
export const wrongUse = (kind: string, use: unknown) =>
  new InputError(`A ${kind} was expected, its name or { "use": name, ...options }, but ${JSON.stringify(use) ?? String(use)} was found.`);
export function wrongOptions(kind: string, id: string, error: z.ZodError, known: readonly string[], given: unknown): InputError {
  const sentences = error.issues.map((issue) => {
    if (issue.code === 'unrecognized_keys')
      return `has no option "${issue.keys.join('", "')}".${didYouMean(issue.keys[0] ?? '', known)} It takes: ${listed(known)}.`;
    const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], given);
    return `option "${issue.path.join('.')}" is ${JSON.stringify(value) ?? String(value)}: ${issue.message.replace(/^Invalid input: /, '')}.`;
  });
  return new InputError(`The ${kind} "${id}" ${sentences.join(' Also, it ')}`);
}
export const missingTensor = (network: string, path: string, known: readonly string[]) =>
  new Error(
    `"${network}" asks for the tensor "${path}", which its state lacks. It has ${known.length}: ${listed(known.slice(0, 5))} ... A backbone must ask for the same tensors in every call.`,
  );
export const wrongShape = (network: string, path: string, found: readonly number[], expected: readonly number[]) =>
  new Error(`The tensor "${path}" of "${network}" has the shape [${found}], but [${expected}] is asked for. Are these weights of another backbone?`);
export const twoTensors = (network: string, path: string) =>
  new Error(`Two tensors of "${network}" are named "${path}". Give one of the layers another scope: scope.at('other').`);
export const noFeatures = (loss: string) =>
  new InputError(
    `The loss "${loss}" compares features, and a peer has none. Use a backbone that returns \`features\`, or set the weight of this loss to 0.`,
  );
export const unlikeFeatures = (a: readonly number[], b: readonly number[]) =>
  new InputError(
    `Features of the shapes [${a}] and [${b}] cannot be compared. Adapt the student's to the teacher's channels first (\`adapt\` of @codistill/strategies).`,
  );
export const emptyFlow = () => new InputError('The flow has no edges, so there is nothing to learn. A strategy returns at least one edge.');
export const unknownPeer = (id: string, known: readonly string[]) =>
  new InputError(`The flow names the peer "${id}", which does not exist.${didYouMean(id, known)} Peers: ${listed(known)}.`);
export const teachesFrozen = (edge: string, id: string) =>
  new InputError(
    `The edge ${edge} teaches "${id}", which does not learn (it is frozen, or follows another network). Leave the edge out: \`peers.filter((peer) => peer.learns)\`.`,
  );
export const twoEdges = (name: string) =>
  new InputError(`Two edges are called ${name}. Give one of their losses another name, or add them up in one edge.`);
export const virtualNamedAsPeer = (id: string) => new InputError(`The virtual peer "${id}" has the name of a peer. Give it another.`);
export const hostReadInStep = (what: string) =>
  new InputError(
    `${what} reads a tensor back on the host inside the step (dataSync, data, array or print). Decide with tensors (tf.less, tf.where), or in the plan.`,
  );
