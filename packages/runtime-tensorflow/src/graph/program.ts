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
import { type SessionState, stateInSession } from './sessionState.ts';
import { type TracedEvaluation, type TracedStep, traceEvaluation, traceStep } from './trace.ts';
import { withWinograd } from './winograd.ts';

type State = TrainState<HostTensor>;

/** How a graph is made. */
export interface GraphOptions {
  /** Our own operations, which take over convolutions and batch norms where they can. */
  readonly operations?: Operations | undefined;
  /** Infers shapes, so that tracing computes nothing; without, it executes each operation once. */
  readonly shapes?: Shapes | undefined;
  /** The tensors of this addon share JavaScript's memory, so the graph copies what it is fed. */
  readonly shares?: boolean;
}

/**
 * A program that is one TensorFlow graph: every kind of step that was met and the evaluation, over
 * the same variables. A kind that is met later is traced and joins the graph; the state then moves
 * once through the host. Tracing does not advance it.
 */
export function graphProgram(
  backend: NodeBackend,
  definition: StepDefinition,
  options: GraphOptions = {},
): Program {
  const { held, stepOf, evaluationOf, clear } = graphOf(backend, definition, options);
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
      return evaluated(evaluationOf(batch.shape), batch, count, held.session);
    },
    read: async () => held.read(),
    dispose() {
      held.dispose();
      clear();
    },
  };
}

/** The state in its session, and the traces that are run over it, made when they are asked for. */
interface Graph {
  readonly held: SessionState;
  stepOf(views: Readonly<Record<string, ImageBatch>>, plan: StepPlan): TracedStep;
  evaluationOf(shape: ImageBatch['shape']): TracedEvaluation;
  clear(): void;
}

function graphOf(
  backend: NodeBackend,
  definition: StepDefinition,
  { operations: own, shapes, shares = false }: GraphOptions,
): Graph {
  const constants = constantPool();
  const steps = new Map<string, TracedStep>();
  let evaluation: TracedEvaluation | undefined;
  const nodesOf = (trace: Trace) => nodesInPrecision(trace, definition.precision, own);
  const held = stateInSession((variables) => {
    const traces = [...steps.values(), ...(evaluation ? [evaluation] : [])];
    const nodes = [...variables.nodes, ...constants.nodes(), ...traces.flatMap(nodesOf)];
    return openSession(backend.binding, nodes, shares);
  });
  const tracing = () => ({
    backend,
    constants,
    variables: held.variables(),
    definition,
    shapes,
    own,
  });
  const addEvaluation = (state: State, shape: ImageBatch['shape']) => {
    evaluation = traceEvaluation({ ...tracing(), state, prefix: 'evaluate/' }, shape);
    return evaluation;
  };
  return {
    held,
    stepOf(views, plan) {
      const sizes = Object.entries(views).map(([id, { shape }]) => `${id} ${shape.join()}`);
      const key = `${definition.key(plan)} ${sizes.join(' ')}`;
      const known = steps.get(key);
      if (known) return known;
      const state = held.read();
      const traced = traceStep({ ...tracing(), state, prefix: `step${steps.size}/` }, views, plan);
      if (definition.precision === 'mixed-bfloat16' && !multipliesInBfloat16(nodesOf(traced)))
        throw nothingInBfloat16();
      if (!evaluation) addEvaluation(state, Object.values(views)[0]!.shape);
      held.takeBack();
      steps.set(key, traced);
      return traced;
    },
    evaluationOf: (shape) => evaluation ?? addEvaluation(held.takeBack(), shape),
    clear() {
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
