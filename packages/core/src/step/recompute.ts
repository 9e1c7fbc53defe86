import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Named, Scope } from '../contracts/network.ts';
import { after } from '../operations/after.ts';

/** A record of TensorFlow.js's gradient tape. Its gradient reads the tensors in `saved`. */
interface TapeNode {
  readonly id: number;
  readonly kernelName: string;
  readonly inputs: Named<Tensor>;
  readonly outputs: readonly Tensor[];
  readonly saved: Tensor[];
  gradient?: (dys: readonly (Tensor | null)[]) => Named<() => Tensor>;
}

/** The parts of the state of TensorFlow.js's engine that decide what is recorded. */
interface Recording {
  gradientDepth: number;
  kernelDepth: number;
  activeTape: TapeNode[] | undefined | null;
  nextTapeNodeId: number;
}
const recording = () => tf.engine().state as unknown as Recording;

/** The records of the block whose backward pass is under way, by tape. */
const current = new WeakMap<TapeNode[], readonly TapeNode[]>();

/**
 * f(x), computed again in the backward pass, so that of the block only `x` is kept for gradients.
 * Values, gradients and running statistics have the bits that they have without: operations are
 * recorded as always, but what their gradients need is freed, and `f` runs a second time when the
 * first gradient of the block is asked for. Where nothing is recorded, it is f(x) alone.
 *
 * Source: Chen, Xu, Zhang and Guestrin 2016, arXiv 1604.06174.
 */
export function recomputed<T extends Tensor>(scope: Scope, x: T, f: (scope: Scope, x: T) => T): T {
  const state = recording();
  if (state.gradientDepth === 0 || state.kernelDepth > 0) return f(scope, x);
  const { first, again, setStats } = scopesOf(scope);
  const tape = state.activeTape!;
  const from = tape.length;
  const { y, stats } = tf.tidy(() => {
    const made = f(first, x);
    return { y: made, stats: setStats.map(({ value }) => value) };
  }) as unknown as { readonly y: T; readonly stats: readonly Tensor[] };
  setStats.forEach(({ at, name }, i) => {
    at.setStat(name, stats[i]!);
  });
  const nodes = tape.slice(from);
  const kept = keptInput(tape, x);
  for (const node of nodes) free(node);
  let missing = true;
  for (const node of nodes) {
    const { gradient } = node;
    if (!gradient) continue;
    node.gradient = (dys) => {
      if (missing) bringBack(nodes, kept, dys.find(Boolean)!, (input) => f(again, input as T));
      missing = false;
      return gradient(dys);
    };
  }
  return y;
}

/** Runs a block again after `dy` is known, and puts what the second run saves into `nodes`. */
function bringBack(
  nodes: readonly TapeNode[],
  kept: TapeNode,
  dy: Tensor,
  f: (x: Tensor) => Tensor,
): void {
  const state = recording();
  const { activeTape, gradientDepth } = state;
  // The tape is read from its end, so that the block before this one is done.
  for (const node of current.get(activeTape!) ?? []) free(node);
  current.set(activeTape!, nodes);
  const tape: TapeNode[] = [];
  try {
    tf.tidy(() => {
      const x = after(kept.saved[0]!, dy);
      state.activeTape = tape;
      state.gradientDepth = 1;
      f(x);
    });
  } catch (error) {
    tape.forEach(free);
    throw error;
  } finally {
    state.activeTape = activeTape;
    state.gradientDepth = gradientDepth;
  }
  nodes.forEach((node, i) => {
    node.saved.push(...tape[i]!.saved);
  });
  free(kept);
}

/** A record without a gradient, which keeps the input of a block until it is freed. */
function keptInput(tape: TapeNode[], x: Tensor): TapeNode {
  const node: TapeNode = {
    id: recording().nextTapeNodeId++,
    kernelName: 'Block',
    inputs: {},
    outputs: [],
    saved: [tf.keep(tf.clone(x))],
  };
  tape.push(node);
  return node;
}

function free({ saved }: TapeNode): void {
  for (const tensor of saved.splice(0)) tensor.dispose();
}

/**
 * The scopes of the two runs of a block. The first notes running statistics, read and set; the
 * second reads what the first read, and sets nothing. Blocks inside a block are part of it.
 */
function scopesOf(scope: Scope) {
  const read = new Map<string, Tensor>();
  const setStats: { readonly at: Scope; readonly name: string; readonly value: Tensor }[] = [];
  const set = new Map<string, Tensor>();
  const wrapped = (at: Scope, path: string, second: boolean): Scope => ({
    training: at.training,
    random: at.random,
    at: (name) => wrapped(at.at(name), `${path}${name}/`, second),
    param: (name, shape, init) => at.param(name, shape, init),
    stat(name, shape, init) {
      const key = path + name;
      const changed = second ? undefined : set.get(key);
      const value = changed ?? read.get(key) ?? at.stat(name, shape, init);
      if (!changed) read.set(key, value);
      return value;
    },
    setStat(name, value) {
      if (second) return;
      set.set(path + name, value);
      setStats.push({ at, name, value });
    },
  });
  return { first: wrapped(scope, '', false), again: wrapped(scope, '', true), setStats };
}
