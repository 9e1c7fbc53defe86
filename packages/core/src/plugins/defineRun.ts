// What is compared, how a run is watched, and what runs it: methods, observers, runtimes and launchers.
import type { z } from 'zod';
import type { ObserverDefinition } from '../contracts/observer.ts';
import { type Definition, define, definePlugin, type none } from './define.ts';
import { renamed } from './renamed.ts';

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
