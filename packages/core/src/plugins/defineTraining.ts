// What networks learn and how: strategies, lessons, tasks, backbones, optimizers and schedules.
import type { z } from 'zod';
import type { Strategy } from '../contracts/flow.ts';
import type { Lesson } from '../contracts/lesson.ts';
import type { Plan } from '../contracts/plan.ts';
import { type Definition, define, definePlugin, type none } from './define.ts';

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
