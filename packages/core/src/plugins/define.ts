import { z } from 'zod';
import type { Strategy } from '../contracts/flow.ts';
import type { Lesson } from '../contracts/lesson.ts';
import type { ObserverDefinition } from '../contracts/observer.ts';
import type { Plan } from '../contracts/plan.ts';
import type { Kind, Kinds, Plugin } from '../contracts/plugin.ts';
import { wrongOptions } from './errors.ts';
import { renamed } from './renamed.ts';

/** Marks a function as a plugin, across all copies of this package in a project. */
const brand = Symbol.for('codistill.plugin');

/** The definition of a plugin. */
export interface Definition<T, N extends string, S extends z.ZodObject, V extends string> {
  /** The plugin's name, in kebab-case. */
  readonly id: N;
  /** One sentence for `codistill list`. */
  readonly about: string;
  /** The publication that it follows. */
  readonly source?: string;
  /** All options, each with a type, a default and a sentence (`.describe`). Absent: no options. */
  readonly options?: S;
  /** Named settings of the options, which can be used like the id. */
  readonly variants?: Readonly<Record<V, z.input<S>>>;
  create(options: z.output<S>): T;
}

const none = z.object({});

/**
 * A plugin of `kind`: a function of its options that carries its kind, id and options schema.
 * @throws InputError (from the returned function) if an option is unknown or of the wrong type.
 */
export function definePlugin<
  K extends Kind,
  const N extends string,
  S extends z.ZodObject = typeof none,
  const V extends string = never,
>(kind: K, definition: Definition<Kinds[K], N, S, V>): Plugin<K, N, S, V> {
  const options = (definition.options ?? none).strict();
  const make = (given: unknown = {}) => {
    const parsed = options.safeParse(given);
    if (!parsed.success)
      throw wrongOptions(kind, definition.id, parsed.error, Object.keys(options.shape), given);
    return definition.create(parsed.data as z.output<S>);
  };
  const { id, about, source, variants } = definition;
  // TypeScript does not follow a function's own `name` and the kind's type through `Object.assign`.
  return Object.assign(make, {
    kind,
    id,
    options,
    about,
    ...(source && { source }),
    ...(variants && { variants }),
    [brand]: true,
  }) as unknown as Plugin<K, N, S, V>;
}

/**
 * Defines a strategy: a function from the peers of a step to a flow. It returns a function of the
 * options. The return type of `create` determines the types of the strategy's plan and memory.
 * @throws InputError (from the returned function) if an option is unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const firstTeaches = defineStrategy({
 *   id: 'first-teaches',
 *   about: 'The first network teaches the others.',
 *   create: () => ({
 *     flow: (peers) => ({
 *       edges: [
 *         ...supervised(peers),
 *         ...between(peers, kl(), (teacher) => (teacher === 0 ? 1 : undefined)),
 *       ],
 *     }),
 *   }),
 * });
 * console.log(firstTeaches.kind, firstTeaches.id); // strategy first-teaches
 * ```
 */
export const defineStrategy = <
  const N extends string,
  P extends Plan = Plan,
  M extends string = string,
  S extends z.ZodObject = typeof none,
  const V extends string = never,
>(
  definition: Definition<Strategy<P, M>, N, S, V>,
  // A strategy's flow accepts only its own plan and memory, which is what the core passes to it.
) => definePlugin('strategy', definition as unknown as Definition<Strategy, N, S, V>);

/**
 * Defines a lesson: what a student learns from one teacher besides the labels. Strategies that take
 * `lessons` decide who teaches whom. `learn` gets the two peers and returns losses; the return type
 * of `create` determines the types of the lesson's plan and memory.
 * @throws InputError (from the returned function) if an option is unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const sameFeatures = defineLesson({
 *   id: 'same-features',
 *   about: 'The features of the student become those of the teacher.',
 *   options: z.object({ weight: varying(z.number().nonnegative(), 1, 'Factor of the loss.') }),
 *   create({ weight }) {
 *     const varied = numbers({ weight });
 *     return {
 *       plan: varied.plan,
 *       learn: (_pair, { plan }) => ({ losses: [{ loss: l2(), weight: varied.at(plan).weight }] }),
 *     };
 *   },
 * });
 * console.log(sameFeatures.kind, sameFeatures.id); // lesson same-features
 * ```
 */
export const defineLesson = <
  const N extends string,
  P extends Plan = Plan,
  M extends string = string,
  S extends z.ZodObject = typeof none,
  const V extends string = never,
>(
  definition: Definition<Lesson<P, M>, N, S, V>,
  // As in `defineStrategy`.
) => definePlugin('lesson', definition as unknown as Definition<Lesson, N, S, V>);

const define =
  <K extends Kind>(kind: K) =>
  <const N extends string, S extends z.ZodObject = typeof none, const V extends string = never>(
    definition: Definition<Kinds[K], N, S, V>,
  ) =>
    definePlugin(kind, definition);

/**
 * Defines a task: what networks are asked for. Its distribution says what logits mean, `encode`
 * turns targets into rows, and its evaluator takes the logits of a split in batches and returns the
 * metrics. The first of `metrics` is the main one.
 * @throws InputError (from the returned function) if an option is unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const brightness = defineTask({
 *   id: 'brightness',
 *   about: 'One number for each image, measured by the mean absolute error.',
 *   create: () => ({
 *     distribution: 'gaussian',
 *     takes: ['numbers'],
 *     fit: (targets) => ({ outputs: targets.kind === 'numbers' ? targets.width : 1, facts: {} }),
 *     encode: (targets, positions) => Float32Array.from(positions, (at) => targets.values[at]!),
 *     metrics: [
 *       { name: 'mae', words: 'error', unit: '', higherIsBetter: false, counted: false },
 *     ],
 *     evaluator: ({ targets, deployed }) => {
 *       let [sum, count] = [0, 0];
 *       return {
 *         add({ role, positions, peers }) {
 *           for (const { peer } of deployed)
 *             positions.forEach((at, i) => {
 *               sum += Math.abs(peers[peer]![i]! - targets[role]!.values[at]!);
 *               count++;
 *             });
 *         },
 *         end: () => ({ mae: sum / count }),
 *       };
 *     },
 *   }),
 * });
 * console.log(brightness().metrics[0].name); // mae
 * ```
 */
export const defineTask = define('task');
/**
 * Defines a backbone: how to build and run a network. `forward` takes a scope, images [batch,
 * height, width, channels] and the number of classes K. It returns a prediction for every head,
 * with logits [batch, K].
 * @throws InputError (from the returned function) if an option is unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const linear = defineBackbone({
 *   id: 'linear',
 *   about: 'One linear layer on the mean color.',
 *   create: () => ({
 *     heads: ['logits'],
 *     deployed: 'logits',
 *     forward: (scope, images, classes) => ({
 *       logits: { logits: dense(scope, globalAveragePool(images), { units: classes }) },
 *     }),
 *   }),
 * });
 * const heads = linear().forward(scope.at('linear'), images, 10);
 * console.log(heads['logits']!.logits.shape); // [ 2, 10 ]
 * ```
 */
export const defineBackbone = define('backbone');
/**
 * Defines a dataset. `open` returns its facts (the number of classes, channels and size of its
 * images, the mean and standard deviation of each channel of pixels in [0, 1]) and its splits, with
 * targets and a function that reads images. `inMemory` makes both from arrays.
 * @throws InputError (from the returned function) if an option is unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const halves = defineDataset({
 *   id: 'halves',
 *   about: 'Black and white images.',
 *   create: () => ({
 *     open: async () =>
 *       inMemory(
 *         { classes: 2, channels: 1, size: { height: 2, width: 2 }, mean: [0.5], std: [0.5] },
 *         {
 *           train: {
 *             pixels: Uint8Array.from({ length: 400 }, (_, i) => 255 * ((i >> 2) % 2)),
 *             targets: { kind: 'class', values: Int32Array.from({ length: 100 }, (_, i) => i % 2) },
 *           },
 *         },
 *       ),
 *   }),
 * });
 * const { splits } = await halves().open(noFiles, { decoder: noDecoder });
 * console.log(splits['train']!.size); // 100
 * ```
 */
export const defineDataset = define('dataset');
/**
 * Defines a framing: which part of a stored image networks see. It must not depend on the size that
 * they ask for. All randomness comes from `rng`, a stream of the example alone.
 * @throws InputError (from the returned function) if an option is unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const upperHalf = defineFraming({
 *   id: 'upper-half',
 *   about: 'The upper half of the image.',
 *   create: () => ({
 *     box: ({ height, width }) => [0, 0, Math.ceil(height / 2), width],
 *   }),
 * });
 * console.log(upperHalf().box({ height: 9, width: 4 }, stream(1, 'frame', 0))); // [ 0, 0, 5, 4 ]
 * ```
 */
export const defineFraming = define('framing');
/**
 * Defines an order in which an epoch visits the examples. `epoch` takes the labels of the training
 * examples and the batch size. It returns positions of examples; their number is a multiple of the
 * batch size.
 * @throws InputError (from the returned function) if an option is unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const sequential = defineOrder({
 *   id: 'sequential',
 *   about: 'The examples in the order of the dataset.',
 *   create: () => ({
 *     epoch: (labels, batchSize) =>
 *       Int32Array.from({ length: labels.length - (labels.length % batchSize) }, (_, i) => i),
 *   }),
 * });
 * console.log(sequential().epoch(new Int32Array(5), 2, rng)); // Int32Array(4) [ 0, 1, 2, 3 ]
 * ```
 */
export const defineOrder = define('order');
/**
 * Defines a perturbation: a pure function from a batch to a new batch. Pixels are in [0, 1] if
 * `space` is 'pixels', and (x - mean) / std if it is 'normalized'. Rows of labels sum to 1. All
 * randomness comes from `rng`.
 * @throws InputError (from the returned function) if an option is unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const darker = definePerturbation({
 *   id: 'darker',
 *   about: 'Images with a random brightness.',
 *   create: () => ({
 *     space: 'pixels',
 *     apply(batch, rng) {
 *       const factor = rng.uniform();
 *       return { ...batch, pixels: batch.pixels.map((pixel) => factor * pixel) };
 *     },
 *   }),
 * });
 * console.log(darker().apply(batch, rng).shape); // [ 2, 8, 8, 3 ]
 * ```
 */
export const definePerturbation = define('perturbation');
/**
 * Defines a perturbation schedule: in which steps which networks are perturbed, and with which
 * perturbation of the pool. It sees no results, so views can be made ahead of the step.
 * @throws InputError (from the returned function) if an option is unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const firstEpoch = definePerturbationSchedule({
 *   id: 'first-epoch',
 *   about: 'Perturbs a random network in the first epoch.',
 *   create: () => ({
 *     plan({ epoch }, rng, networks, pool) {
 *       const network = networks[rng.integer(networks.length)]!;
 *       const perturbation = pool[rng.integer(pool.length)]!;
 *       return epoch === 0 ? [{ network, perturbation }] : [];
 *     },
 *   }),
 * });
 * console.log(firstEpoch().plan(moment, rng, ['a', 'b'], ['mixup'])); // []
 * ```
 */
export const definePerturbationSchedule = define('perturbationSchedule');
/**
 * Defines an optimizer: a pure function from gradients, slots, parameters (all by name) and the
 * learning rate, a scalar, to new parameters and slots.
 * @throws InputError (from the returned function) if an option is unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const plainSgd = defineOptimizer({
 *   id: 'plain-sgd',
 *   about: 'Gradient descent without momentum.',
 *   create: () => ({
 *     init: () => ({}),
 *     update: (grads, slots, params, learningRate) => ({
 *       params: Object.fromEntries(
 *         Object.entries(params).map(([name, value]) => [
 *           name,
 *           tf.sub(value, tf.mul(grads[name]!, learningRate)),
 *         ]),
 *       ),
 *       slots,
 *     }),
 *   }),
 * });
 * const [w, g, rate] = [tf.scalar(1), tf.scalar(2), tf.scalar(0.25)];
 * console.log(plainSgd().update({ w: g }, {}, { w }, rate).params['w']!.dataSync()[0]); // 0.5
 * ```
 */
export const defineOptimizer = define('optimizer');
/**
 * Defines a schedule: a number as a function of the moment, such as a learning rate, a weight or a
 * temperature.
 * @throws InputError (from the returned function) if an option is unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const halving = defineSchedule({
 *   id: 'halving',
 *   about: 'Halves its value after every epoch.',
 *   options: z.object({ peak: z.number().default(1).describe('Initial value.') }),
 *   create:
 *     ({ peak }) =>
 *     ({ epoch }) =>
 *       peak / 2 ** epoch,
 * });
 * console.log(halving({ peak: 8 })(moment)); // 2
 * ```
 */
export const defineSchedule = define('schedule');
/**
 * Defines a method: one arm of a comparison. `arm` takes the base experiment and returns a new one.
 * Both are plain data; the base is not modified.
 * @throws InputError (from the returned function) if an option is unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const mutualSlow = defineMethod({
 *   id: 'mutual-slow',
 *   about: 'Deep mutual learning for twice the epochs.',
 *   create: () => ({
 *     arm: (base) => ({ ...base, strategy: 'mutual', epochs: 2 * base.epochs }),
 *   }),
 * });
 * type Base = Parameters<ReturnType<typeof mutualSlow>['arm']>[0];
 * console.log(mutualSlow().arm({ epochs: 5 } as Base)); // { epochs: 10, strategy: 'mutual' }
 * ```
 */
export const defineMethod = define('method');
/**
 * Defines an observer: it sees the report of every step and every epoch. It may write, and may
 * wish to stop the run or to keep a checkpoint. It never changes training. `create` may leave out
 * the observer's name, which is then the plugin's id.
 * @throws InputError (from the returned function) if an option is unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const threeEpochs = defineObserver({
 *   id: 'three-epochs',
 *   about: 'Ends the run after three epochs.',
 *   create: () => ({
 *     see: ({ kind, moment }) => (kind === 'epoch' && moment.epoch === 2 ? 'stop' : undefined),
 *   }),
 * });
 * console.log(threeEpochs.id); // three-epochs
 * ```
 */
export const defineObserver = <
  const N extends string,
  S extends z.ZodObject = typeof none,
  const V extends string = never,
>(
  definition: Definition<ObserverDefinition, N, S, V>,
) =>
  definePlugin<'observer', N, S, V>('observer', {
    ...definition,
    create(options) {
      const observer = definition.create(options);
      return renamed(observer, observer.name ?? definition.id);
    },
  });
/**
 * Defines a runtime: it starts an engine and makes programs of training steps. A study or
 * `--runtime` names it like the engines that come with codistill. It must reject requests that it
 * does not support, such as a GPU or several threads.
 * @throws InputError (from the returned function) if an option is unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const eager = defineRuntime({
 *   id: 'eager',
 *   about: 'TensorFlow.js on the processor, operation by operation.',
 *   create: () => async (request) => {
 *     checkOneThread('eager', request);
 *     await tf.setBackend('cpu');
 *     registerComposites('cpu');
 *     return {
 *       name: 'eager',
 *       device: 'JavaScript, one thread',
 *       program: async (definition) => eagerProgram(definition, 'cpu'),
 *     };
 *   },
 * });
 * const { name, device } = await eager()({ device: 'auto' });
 * console.log(name, device); // eager JavaScript, one thread
 * ```
 */
export const defineRuntime = define('runtime');
/**
 * Defines a launcher: it starts the runs of a study, as jobs of a cluster for example.
 * @throws InputError (from the returned function) if an option is unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const byHand = defineLauncher({
 *   id: 'by-hand',
 *   about: 'Prints the command line of each run, for a person to start it.',
 *   create: () => ({
 *     room: async () => undefined,
 *     start: async ({ command, key }) => {
 *       console.log(command.join(' '));
 *       return { key, id: key };
 *     },
 *     find: async (key) => ({ key, id: key }),
 *     states: async (handles) => handles.map(() => ({ state: 'waiting' })),
 *     output: async () => '',
 *     stop: async ({ key }) => console.log(`End ${key}.`),
 *   }),
 * });
 * console.log(byHand.kind, byHand.id); // launcher by-hand
 * ```
 */
export const defineLauncher = define('launcher');

/**
 * The plugins that a module exports, without duplicates: one may be exported by name and as
 * default.
 */
export const pluginsOf = (module: object): Plugin[] => [
  ...new Set(
    Object.values(module).filter(
      (value): value is Plugin => typeof value === 'function' && brand in value,
    ),
  ),
];
