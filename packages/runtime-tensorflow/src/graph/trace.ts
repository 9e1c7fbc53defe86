import type {
  DeviceRandom,
  HostTensor,
  ImageBatch,
  LiftedStepPlan,
  StepDefinition,
  StepPlan,
  TrainState,
} from '@codistill/core';
import { flattenState, unflattenState, withoutHostReads } from '@codistill/core/engine';
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { attributesOf, type NodeBackend } from '../engine/backend.ts';
import type { Operations } from '../engine/operations.ts';
import type { Shapes } from '../engine/shapes.ts';
import type { ConstantPool } from './constants.ts';
import { type Feed, planFeeds, randomFeed, randomKeyFeed, viewFeeds } from './feeds.ts';
import { type GraphNode, placeholder, types } from './node.ts';
import { record, type Trace, type Tracer } from './recorder.ts';
import { readNode, type Variables } from './variables.ts';

/** A traced step: its nodes, feeds and fetches. Running it assigns the new state. */
export interface TracedStep extends Trace {
  readonly feeds: readonly Feed[];
  readonly metrics: readonly string[];
  readonly fetch: string;
}

export interface TracedEvaluation extends Trace {
  readonly images: Feed;
  /** The output to fetch, by head. */
  readonly fetches: Readonly<Record<string, string>>;
}

/** What is traced, where, and at which state. */
export interface Tracing {
  readonly backend: NodeBackend;
  readonly constants: ConstantPool;
  readonly variables: Variables;
  readonly definition: StepDefinition;
  readonly shapes: Shapes | undefined;
  /** Our own operations, which kernels may use. */
  readonly own: Operations | undefined;
  /** It does not change. */
  readonly state: TrainState<HostTensor>;
  /** Keeps the names of several traces in one graph apart. */
  readonly prefix: string;
}

/** Traces the step on views of these sizes, with a plan of this kind. */
export function traceStep(
  tracing: Tracing,
  views: Readonly<Record<string, ImageBatch>>,
  plan: StepPlan,
): TracedStep {
  const { variables, prefix } = tracing;
  const viewed = viewFeeds(prefix, views);
  const planned = planFeeds(prefix, plan);
  const randoms = new Map<string, Feed>();
  const recorded = recordStep(tracing, { viewed, planned, randoms }, views, plan);
  const { metrics, packed, next } = recorded.result;
  const reads = variables.list.map((variable) => readNode(variable, prefix));
  const assigns = assignsOf(variables, reads, next, prefix);
  const done: GraphNode = {
    name: `${prefix}metrics`,
    op: 'Identity',
    inputs: [packed, ...assigns.map(({ name }) => `^${name}`)],
    attributes: { T: { type: types.float32 } },
  };
  const feeds = [
    ...Object.values(viewed).flatMap((view) => Object.values(view)),
    ...planned.map(({ feed }) => feed),
    ...randoms.values(),
  ];
  const body = [...recorded.nodes, ...assigns, done];
  const used = new Set(body.flatMap(({ inputs }) => inputs));
  const fed = feeds.filter(({ name }) => used.has(`${name}:0`));
  return {
    nodes: [...reads, ...fed.map(placeholder), ...body],
    shaped: recorded.shaped,
    feeds: fed,
    metrics,
    fetch: `${done.name}:0`,
  };
}

/** What is fed to a step; `randoms` grows while it is traced. */
interface StepFeeds {
  readonly viewed: ReturnType<typeof viewFeeds>;
  readonly planned: ReturnType<typeof planFeeds>;
  readonly randoms: Map<string, Feed>;
}

/**
 * What a traced step gives: names of metrics, and by output of which node they and the state are.
 */
interface StepOutputs {
  readonly metrics: readonly string[];
  readonly packed: string;
  /** By path of a tensor of the state. */
  readonly next: Readonly<Record<string, string>>;
}

const recordStep = (
  { backend, constants, variables, definition, shapes, own, state, prefix }: Tracing,
  { viewed, planned, randoms }: StepFeeds,
  views: Readonly<Record<string, ImageBatch>>,
  plan: StepPlan,
) =>
  record(
    backend,
    constants,
    prefix,
    (tracer) =>
      // tf.tidy takes functions that return tensors alone, and gives back whatever they return.
      tf.tidy(() => {
        const before = stateInputs(tracer, variables, state, prefix);
        const feed = (each: Feed) => fedInput(tracer, each, views, plan);
        const inputs = Object.fromEntries(
          Object.entries(viewed).map(([id, { images, targets, indices }]) => [
            id,
            {
              images: feed(images) as Tensor4D,
              targets: feed(targets) as Tensor2D,
              indices: feed(indices) as Tensor1D,
            },
          ]),
        );
        const lifted = liftedPlan(plan, planned, feed);
        const random = deviceRandom(backend, tracer, definition.randomness, randoms, prefix);
        const { state: after, metrics } = withoutHostReads(() =>
          definition.step(before, inputs, lifted, random),
        );
        const names = Object.keys(metrics);
        const packed = tracer.nameOf(tf.stack(names.map((name) => metrics[name]!)));
        const next = Object.fromEntries(
          Object.entries(flattenState(after)).map(([path, tensor]) => [
            path,
            tracer.nameOf(tensor),
          ]),
        );
        return { metrics: names, packed, next };
      }) as unknown as StepOutputs,
    { shapes, own },
  );

/** A feed as a tensor with the values of this step, which stands for its placeholder. */
const fedInput = (
  tracer: Tracer,
  { name, type, shape, values }: Feed,
  views: Readonly<Record<string, ImageBatch>>,
  plan: StepPlan,
): Tensor =>
  tracer.input(
    tf.tensor(values(views, plan), [...shape], type === types.int32 ? 'int32' : 'float32'),
    name,
  );

/** The plan with a fed tensor in the place of every number. */
function liftedPlan(
  plan: StepPlan,
  planned: ReturnType<typeof planFeeds>,
  feed: (each: Feed) => Tensor,
): LiftedStepPlan {
  // Filled in part by part, by names that the plan alone knows.
  const lifted = {
    learningRate: { ...plan.learningRate },
    strategy: { ...plan.strategy },
    follow: { ...plan.follow },
  } as unknown as Record<string, Record<string, unknown>>;
  for (const { part, key, feed: each } of planned) lifted[part]![key] = feed(each);
  return lifted as unknown as LiftedStepPlan;
}

/** Assignments of the new state to its variables, each after the reading of its variable. */
const assignsOf = (
  variables: Variables,
  reads: readonly GraphNode[],
  next: StepOutputs['next'],
  prefix: string,
): readonly GraphNode[] =>
  variables.list.flatMap(({ path, node, type }, i): GraphNode[] => {
    const read = reads[i]!.name;
    // Unchanged, or not part of the result of a step.
    if (next[path] === undefined || next[path] === `${read}:0`) return [];
    return [
      {
        name: `${prefix}assign/${i}`,
        op: 'AssignVariableOp',
        inputs: [node, next[path], `^${read}`],
        attributes: { dtype: { type } },
      },
    ];
  });

/** Traces the evaluation of a batch with the shape `shape`. */
export function traceEvaluation(
  { backend, constants, variables, definition, shapes, own, state, prefix }: Tracing,
  shape: ImageBatch['shape'],
): TracedEvaluation {
  const images: Feed = {
    name: `${prefix}in/images`,
    type: types.float32,
    shape,
    values: (views) => Object.values(views)[0]!.pixels,
  };
  const trace = record(
    backend,
    constants,
    prefix,
    (tracer) =>
      // As above.
      tf.tidy(() => {
        const given = stateInputs(tracer, variables, state, prefix);
        const batch = tracer.input(tf.zeros([...shape]) as Tensor4D, images.name);
        const logits = withoutHostReads(() => definition.evaluate(given, batch));
        return Object.fromEntries(
          Object.entries(logits).map(([id, tensor]) => [id, tracer.nameOf(tensor)]),
        );
      }) as unknown as Readonly<Record<string, string>>,
    { shapes, own },
  );
  const reads = variables.list.map((variable) => readNode(variable, prefix));
  const heads = Object.entries(trace.result).map(([id, output], i) => ({
    id,
    node: {
      name: `${prefix}head/${i}`,
      op: 'Identity',
      inputs: [output],
      attributes: { T: { type: types.float32 } },
    } satisfies GraphNode,
  }));
  return {
    nodes: [...reads, placeholder(images), ...trace.nodes, ...heads.map(({ node }) => node)],
    shaped: trace.shaped,
    images,
    fetches: Object.fromEntries(heads.map(({ id, node }) => [id, `${node.name}:0`])),
  };
}

/** The state as tensors. Each represents the reading of its variable. */
function stateInputs(
  tracer: Tracer,
  variables: Variables,
  state: TrainState<HostTensor>,
  prefix: string,
): TrainState<Tensor> {
  const flat = flattenState(state);
  const tensors = variables.list.map((variable) => {
    const { data, shape } = flat[variable.path]!;
    const tensor = tf.tensor(data, [...shape], data instanceof Int32Array ? 'int32' : 'float32');
    return [variable.path, tracer.input(tensor, readNode(variable, prefix).name)] as const;
  });
  return unflattenState(Object.fromEntries(tensors), Object.keys(state.networks));
}

/**
 * The randomness of a traced step: fed numbers, or for 'stateless' the numbers of TensorFlow's
 * generator from a fed key. Equal names give equal numbers.
 */
function deviceRandom(
  backend: NodeBackend,
  tracer: Tracer,
  randomness: StepDefinition['randomness'],
  feeds: Map<string, Feed>,
  prefix: string,
): (scope: string) => DeviceRandom {
  const feedOf = (key: string, make: (node: string) => Feed) => {
    const feed = feeds.get(key) ?? make(`${prefix}in/random${feeds.size}`);
    feeds.set(key, feed);
    return feed;
  };
  const fed = (kind: 'uniform' | 'normal', name: string, shape: readonly number[]) => {
    const feed = feedOf(`${kind} ${shape.join()} ${name}`, (node) =>
      randomFeed(node, name, kind, shape),
    );
    return tracer.input(tf.zeros([...shape]), feed.name);
  };
  const stateless = (kind: 'uniform' | 'normal', name: string, shape: readonly number[]) => {
    const feed = feedOf(name, (node) => randomKeyFeed(node, name));
    const key = tracer.input(tf.tensor1d([0, 0], 'int32'), feed.name);
    const { float32, int32 } = attributesOf(backend.binding);
    const op = kind === 'uniform' ? 'StatelessRandomUniform' : 'StatelessRandomNormal';
    return backend.executeSingleOutput(
      op,
      [float32('dtype'), int32('T'), int32('Tseed')],
      [tf.tensor1d([...shape], 'int32'), key],
    );
  };
  const draw = randomness === 'fed' ? fed : stateless;
  return (scope) => ({
    uniform: (name, shape) => draw('uniform', `${scope}/${name}`, shape),
    normal: (name, shape) => draw('normal', `${scope}/${name}`, shape),
  });
}
