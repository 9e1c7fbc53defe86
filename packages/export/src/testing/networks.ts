import type { Backbone, HostTensor, Named, Use } from '@codistill/core';
import { tensorShapes } from '@codistill/core/engine';
import { registry } from '@codistill/plugins';
import type { TrainedNetwork } from '../record/recordNetwork.ts';

/** Element i is ((31 i^2 + 7919 i + 104729 key) mod 10007) / 10007, from `low` to `high`. */
function spread(shape: readonly number[], key: number, low: number, high: number): Float32Array {
  const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
  for (let i = 0; i < values.length; i++)
    values[i] = low + (high - low) * (((31 * i * i + 7919 * i + 104729 * key) % 10007) / 10007);
  return values;
}

/** A network whose running statistics and scales are not those of a network that is not trained. */
export function networkOf(use: Use, size: number, outputs = 5): TrainedNetwork {
  const backbone = registry.build('backbone', use) as Backbone;
  const shapes = tensorShapes(backbone, [size, size, 3], outputs);
  const filled = (of: Named<readonly number[]>): Named<HostTensor> =>
    Object.fromEntries(
      Object.entries(of).map(([name, shape], i) => [
        name,
        { shape, data: valuesOf(name, shape, i) },
      ]),
    );
  return {
    backbone,
    params: filled(shapes.params),
    stats: filled(shapes.stats),
    imageShape: [size, size, 3],
    outputs,
  };
}

function valuesOf(name: string, shape: readonly number[], key: number): Float32Array {
  if (name.endsWith('variance')) return spread(shape, key, 0.5, 1.5);
  if (name.endsWith('scale')) return spread(shape, key, 0.7, 1.3);
  if (name.endsWith('logA')) return spread(shape, key, 0, 2);
  const inputs = shape.slice(0, -1).reduce((a, b) => a * b, 1);
  // Depthwise kernels are [height, width, channels, 1].
  const fan = shape.at(-1) === 1 && shape.length === 4 ? shape[0]! * shape[1]! : inputs;
  const bound = shape.length > 1 ? Math.sqrt(3 / fan) : 0.2;
  return spread(shape, key, -bound, bound);
}

/** Images [batch, height, width, channels] of a network. */
export const imagesOf = ({ imageShape }: TrainedNetwork, batch: number): Float32Array =>
  spread([batch, ...imageShape], 7, -2, 2);
