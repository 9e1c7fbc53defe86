// What networks see: datasets, framings, orders and perturbations.
import { define } from './define.ts';

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
 * Defines an order in which an epoch visits the examples. `epoch` takes the groups of the
 * training examples, such as their classes, and the batch size. It returns positions of examples;
 * their number is a multiple of the batch size.
 * @throws InputError (from the returned function) if an option is unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const sequential = defineOrder({
 *   id: 'sequential',
 *   about: 'The examples in the order of the dataset.',
 *   create: () => ({
 *     epoch: (groups, batchSize) =>
 *       Int32Array.from({ length: groups.length - (groups.length % batchSize) }, (_, i) => i),
 *   }),
 * });
 * console.log(sequential().epoch(new Int32Array(5), 2, rng)); // Int32Array(4) [ 0, 1, 2, 3 ]
 * ```
 */
export const defineOrder = define('order');
/**
 * Defines a perturbation: a pure function from a batch to a new batch. Pixels are in [0, 1] if
 * `space` is 'pixels', and (x - mean) / std if it is 'normalized'. Targets are rows as the
 * task encodes them: of classes, rows sum to 1. All randomness comes from `rng`.
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
