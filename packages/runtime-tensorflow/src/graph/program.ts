import type {
  Evaluation,
  HostTensor,
  ImageBatch,
  Program,
  StepDefinition,
  StepPlan,
  TrainState,
} from '@codistill/core';
import * as tf from '@tensorflow/tfjs-core';
import type { NodeBackend } from '../engine/backend.ts';
import type { Operations } from '../engine/operations.ts';
import type { Shapes } from '../engine/shapes.ts';
import { nothingInBfloat16 } from '../errors.ts';
import { withBatchNorms } from './batchNorms.ts';
import { inBfloat16, multipliesInBfloat16 } from './bfloat16.ts';
import { constantPool } from './constants.ts';
import type { GraphNode } from './node.ts';
import type { Trace } from './recorder.ts';
import { openSession, type Session } from './session.ts';
import { stateInSession } from './sessionState.ts';
import { type TracedEvaluation, type TracedStep, traceEvaluation, traceStep } from './trace.ts';
import { withWinograd } from './winograd.ts';

type State = TrainState<HostTensor>;

/**
 * A program that is one TensorFlow graph. It contains every kind of step that has occurred, and the
 * evaluation, over the same variables. A new kind of step is traced and added to the graph; the
 * state then passes once through the host. Tracing does not advance the state.
 *
 * `operations`: use our own convolutions and batch norms where they apply. `shapes`: tracing infers
 * shapes and computes nothing; without it, tracing executes each operation once. `shares`: the
 * addon's tensors share the memory of JavaScript's arrays, so the graph copies its feeds.
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
  const constants = constantPool();
  const steps = new Map<string, TracedStep>();
  let evaluation: TracedEvaluation | undefined;
  const low = definition.precision === 'mixed-bfloat16';
  const nodesOf = (trace: Trace) => nodesInPrecision(trace, definition.precision, own);
  const held = stateInSession((variables) => {
    const traces = [...steps.values(), ...(evaluation ? [evaluation] : [])];
    const nodes = [...variables.nodes, ...constants.nodes(), ...traces.flatMap(nodesOf)];
    return openSession(backend.binding, nodes, shares);
  });
  const addEvaluation = (state: State, shape: ImageBatch['shape']) => {
    evaluation = traceEvaluation(
      backend,
      constants,
      held.variables(),
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
    const state = held.read();
    const traced = traceStep(
      backend,
      constants,
      held.variables(),
      definition,
      state,
      views,
      plan,
      `step${steps.size}/`,
      shapes,
    );
    if (low && !multipliesInBfloat16(nodesOf(traced))) throw nothingInBfloat16();
    if (!evaluation) addEvaluation(state, Object.values(views)[0]!.shape);
    held.takeBack();
    steps.set(key, traced);
    return traced;
  };
  return {
    load: async (state) => held.load(state),
    async step(views, plan) {
      await current();
      held.variables();
      const { feeds, metrics, fetch } = stepOf(views, plan);
      const fed = feeds.map(
        (feed) => [feed.name, feed.type, feed.shape, feed.values(views, plan)] as const,
      );
      const [values] = held.session().run(fed, [fetch]);
      return { names: metrics, values: values!.data as Float32Array };
    },
    async evaluate(batch, count) {
      await current();
      held.variables();
      const traced = evaluation ?? addEvaluation(held.takeBack(), batch.shape);
      return evaluated(traced, batch, count, held.session);
    },
    read: async () => held.read(),
    dispose() {
      held.dispose();
      steps.clear();
      evaluation = undefined;
    },
  };
}

/**
 * The nodes of a trace as the session runs them: with our own convolutions and batch norms where
 * they apply, and with the remaining products in bfloat16 if that is requested.
 */
function nodesInPrecision(
  trace: Trace,
  precision: StepDefinition['precision'],
  own: Operations | undefined,
): readonly GraphNode[] {
  const convolved = own && withWinograd(trace, own, precision);
  const nodes = convolved ? withBatchNorms({ ...trace, nodes: convolved }, own.lanes) : trace.nodes;
  return precision === 'mixed-bfloat16' ? inBfloat16({ ...trace, nodes }) : nodes;
}

/** The logits of the first `count` images of a batch, computed in chunks of the traced size. */
function evaluated(
  { images, fetches }: TracedEvaluation,
  batch: ImageBatch,
  count: number,
  session: () => Session,
): Evaluation {
  const ids = Object.keys(fetches);
  const parts: Record<string, Float32Array[]> = Object.fromEntries(ids.map((id) => [id, []]));
  const size = images.shape[0]!;
  const each = batch.pixels.length / batch.shape[0];
  for (let start = 0; start < count; start += size) {
    const here = Math.min(size, count - start);
    const pixels = new Float32Array(size * each);
    pixels.set(batch.pixels.subarray(start * each, (start + here) * each));
    const logits = session().run(
      [[images.name, images.type, images.shape, pixels]],
      ids.map((id) => fetches[id]!),
    );
    logits.forEach(({ shape, data }, i) => {
      parts[ids[i]!]!.push((data as Float32Array).subarray(0, (here * data.length) / shape[0]!));
    });
  }
  return Object.fromEntries(ids.map((id) => [id, joined(parts[id]!)]));
}

/** Activates this engine for tracing. Another runtime of this process may have changed it. */
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
