import type {
  Evaluation,
  HostTensor,
  ImageBatch,
  Program,
  StepDefinition,
  StepPlan,
  TrainState,
} from '@codistill/core';
import { flattenState, unflattenState } from '@codistill/core/engine';
import * as tf from '@tensorflow/tfjs-core';
import type { NodeBackend } from '../engine/backend.ts';
import type { Operations } from '../engine/operations.ts';
import type { Shapes } from '../engine/shapes.ts';
import { disposed, noState, nothingInBfloat16, otherState } from '../errors.ts';
import { withBatchNorms } from './batchNorms.ts';
import { inBfloat16, multipliesInBfloat16 } from './bfloat16.ts';
import { constantPool } from './constants.ts';
import type { Trace } from './recorder.ts';
import { openSession, type Session } from './session.ts';
import { type TracedEvaluation, type TracedStep, traceEvaluation, traceStep } from './trace.ts';
import { feedName, readNode, type Variables, variablesOf } from './variables.ts';
import { withWinograd } from './winograd.ts';

type State = TrainState<HostTensor>;

/**
 * A program that is one TensorFlow graph: every kind of step that was met and the evaluation, over
 * the same variables. A kind that is met later is traced and joins the graph; the state then moves
 * once through the host. Tracing does not advance it. `operations`: convolutions and batch norms by
 * our own, where they take them. `shapes`: tracing infers shapes and computes nothing; without, it
 * executes each operation once. `shares`: the tensors of this addon share
 * JavaScript's memory, so the graph copies what it is fed.
 */
export function graphProgram(
  backend: NodeBackend,
  definition: StepDefinition,
  {
    operations: own,
    shapes,
    shares = false,
  }: {
    readonly operations?: Operations | undefined;
    readonly shapes?: Shapes | undefined;
    readonly shares?: boolean;
  } = {},
): Program {
  const binding = backend.binding;
  const constants = constantPool();
  const steps = new Map<string, TracedStep>();
  let evaluation: TracedEvaluation | undefined;
  let variables: Variables | undefined;
  let session: Session | undefined;
  /** On the host, where it is newer than what the session has. */
  let waiting: State | undefined;
  let networks: readonly string[] = [];
  let over = false;

  const readState = (): State => {
    if (over) throw disposed();
    if (waiting) return waiting;
    if (!session || !variables) throw noState();
    const values = session.run(
      [],
      variables.list.map((variable) => `${readNode(variable, '').name}:0`),
    );
    return unflattenState(
      Object.fromEntries(
        variables.list.map(({ path, shape }, i) => [path, { shape, data: values[i]!.data }]),
      ),
      networks,
    );
  };
  const close = () => {
    session?.close();
    session = undefined;
  };
  /** Before the graph changes: the state comes to the host, the session goes. */
  const reopen = (): State => {
    waiting = readState();
    close();
    return waiting;
  };
  const low = definition.precision === 'mixed-bfloat16';
  // Ours first: what they leave goes into bfloat16.
  const faster = (trace: Trace) => {
    const convolved = own && withWinograd(trace, own, definition.precision);
    const nodes = convolved
      ? withBatchNorms({ ...trace, nodes: convolved }, own.lanes)
      : trace.nodes;
    return low ? inBfloat16({ ...trace, nodes }) : nodes;
  };
  /** The session of the whole graph, with the newest state in it. */
  const ready = (): Session => {
    if (over) throw disposed();
    if (!variables) throw noState();
    const traces = [...steps.values(), ...(evaluation ? [evaluation] : [])];
    session ??= openSession(
      binding,
      [...variables.nodes, ...constants.nodes(), ...traces.flatMap((trace) => faster(trace))],
      shares,
    );
    if (waiting) {
      const flat = flattenState(waiting);
      session.run(
        variables.list.map(
          (variable) =>
            [feedName(variable), variable.type, variable.shape, flat[variable.path]!.data] as const,
        ),
        [variables.initialized],
      );
      waiting = undefined;
    }
    return session;
  };
  const addEvaluation = (state: State, shape: ImageBatch['shape']) => {
    evaluation = traceEvaluation(
      backend,
      constants,
      variables!,
      definition,
      state,
      shape,
      'evaluate/',
      shapes,
    );
    return evaluation;
  };
  const stepOf = (views: Readonly<Record<string, ImageBatch>>, plan: StepPlan): TracedStep => {
    const sizes = Object.entries(views).map(([id, { shape }]) => `${id} ${shape.join()}`);
    const key = `${definition.key(plan)} ${sizes.join(' ')}`;
    const known = steps.get(key);
    if (known) return known;
    const state = readState();
    const traced = traceStep(
      backend,
      constants,
      variables!,
      definition,
      state,
      views,
      plan,
      `step${steps.size}/`,
      shapes,
    );
    if (low && !multipliesInBfloat16(faster(traced))) throw nothingInBfloat16();
    if (!evaluation) addEvaluation(state, Object.values(views)[0]!.shape);
    reopen();
    steps.set(key, traced);
    return traced;
  };

  return {
    async load(state) {
      if (over) throw disposed();
      const next = variablesOf(state);
      const layout = ({ list }: Variables) =>
        list.map(({ path, type, shape }) => `${path} ${type} [${shape}]`);
      if (variables) {
        const before = new Set(layout(variables));
        const other = layout(next).filter((each) => !before.has(each));
        if (other.length > 0 || next.list.length !== variables.list.length) throw otherState(other);
      }
      variables ??= next;
      networks = Object.keys(state.networks);
      waiting = state;
    },
    async step(views, plan) {
      await current();
      if (!variables) throw over ? disposed() : noState();
      const { feeds, metrics, fetch } = stepOf(views, plan);
      const fed = feeds.map(
        (feed) => [feed.name, feed.type, feed.shape, feed.values(views, plan)] as const,
      );
      const [values] = ready().run(fed, [fetch]);
      return { names: metrics, values: values!.data as Float32Array };
    },
    async evaluate(batch, count) {
      await current();
      if (!variables) throw over ? disposed() : noState();
      const traced = evaluation ?? addEvaluation(reopen(), batch.shape);
      const { images, fetches } = traced;
      const ids = Object.keys(fetches);
      const parts: Record<string, Float32Array[]> = Object.fromEntries(ids.map((id) => [id, []]));
      const size = images.shape[0]!;
      const each = batch.pixels.length / batch.shape[0];
      for (let start = 0; start < count; start += size) {
        const here = Math.min(size, count - start);
        const pixels = new Float32Array(size * each);
        pixels.set(batch.pixels.subarray(start * each, (start + here) * each));
        const logits = ready().run(
          [[images.name, images.type, images.shape, pixels]],
          ids.map((id) => fetches[id]!),
        );
        logits.forEach(({ shape, data }, i) => {
          parts[ids[i]!]!.push(
            (data as Float32Array).subarray(0, (here * data.length) / shape[0]!),
          );
        });
      }
      return Object.fromEntries(ids.map((id) => [id, joined(parts[id]!)])) satisfies Evaluation;
    },
    read: async () => readState(),
    dispose() {
      close();
      over = true;
      waiting = undefined;
      steps.clear();
      evaluation = undefined;
      variables = undefined;
    },
  };
}

/** Traces run on the engine in use, which another runtime of this process may have changed. */
async function current(): Promise<void> {
  if (tf.getBackend() !== 'tensorflow') await tf.setBackend('tensorflow');
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
