import type { Tensor } from '@tensorflow/tfjs-core';
import type { Scope } from '../contracts/network.ts';

/**
 * f(scope, x), a block of a network, of the shape that `f` returns. With `recompute: 'blocks'`, only
 * `x` of the block is kept for the backward pass, which runs `f` again. So `f` must be a pure
 * function of its scope and of `x`, and use no other tensor that was computed from images. A block
 * inside a block is part of it.
 *
 * @example
 * ```ts
 * const map = asBlock(scope.at('block'), images, (inside, x) => relu(batchNorm(inside.at('norm'), x)));
 * console.log(map.shape); // [ 2, 8, 8, 3 ]
 * ```
 */
export const asBlock = <T extends Tensor>(scope: Scope, x: T, f: (scope: Scope, x: T) => T): T =>
  scope.block ? scope.block(x, f) : f(scope, x);
