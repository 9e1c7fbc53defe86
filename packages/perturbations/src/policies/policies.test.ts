import { stream } from '@codistill/core';
import { describe, expect, it } from 'vitest';
import { augMix } from '../augMix.ts';
import { autoAugment } from '../autoAugment.ts';
import { copies, different, images } from '../golden/golden.ts';
import { randAugment } from '../randAugment.ts';
import { trivialAugment } from '../trivialAugment.ts';
import type { Interpolation } from './geometry.ts';
import {
  augMixMagnitudes,
  type Magnitudes,
  usualMagnitudes,
  wideMagnitudes,
} from './magnitudes.ts';
import { type OperationName, operations } from './operations.ts';
import golden from './policies.golden.json' with { type: 'json' };

/** The image of the golden script: [height, width, channels], bytes divided by 255. */
const imageOf = (size: number) =>
  Float32Array.from(
    { length: size },
    (_, i) => Math.round(255 * Math.fround(0.5 + 0.5 * Math.sin(0.37 * i * i + 0.11 * i))) / 255,
  );

describe('operations', () => {
  it.each(golden.cases)(
    '$operation at $magnitude, $mode, of $image is that of torchvision',
    (one) => {
      const [height, width, channels] = one.image as [number, number, number];
      const layout = { count: 1, height, width, channels, size: height * width * channels };
      const pixels = imageOf(layout.size);
      const out = new Float32Array(layout.size);
      const change = operations[one.operation as OperationName](
        one.magnitude,
        one.mode as Interpolation,
      );
      change(pixels, out, 0, layout, 0);
      const worst = one.values.reduce(
        (most, v, i) => Math.max(most, Math.abs(v - 255 * out[i]!)),
        0,
      );
      expect(worst).toBeLessThan(2e-3);
    },
  );
});

describe('magnitudes', () => {
  const [height, width] = golden.size as [number, number];
  const layout = { count: 1, height, width, channels: 3, size: 3 * height * width };
  const ours: Readonly<Record<keyof typeof golden.spaces, Magnitudes>> = {
    'rand-augment': usualMagnitudes(31),
    'trivial-augment': wideMagnitudes,
    'auto-augment': usualMagnitudes(10),
    'aug-mix': augMixMagnitudes,
  };
  it.each(Object.entries(golden.spaces))('of %s are those of torchvision', (policy, space) => {
    const magnitudes = ours[policy as keyof typeof ours];
    for (const [name, { values, signed }] of Object.entries(space)) {
      const magnitude = magnitudes[name as OperationName]!;
      expect(magnitude.signed, name).toBe(signed);
      for (const [level, value] of values.entries())
        expect(magnitude.at(level, layout), `${name} ${level}`).toBeCloseTo(value, 3);
    }
  });
});

describe.each([
  ['rand-augment', randAugment],
  ['trivial-augment', trivialAugment],
  ['auto-augment', autoAugment],
  ['aug-mix', augMix],
] as const)('%s', (_name, plugin) => {
  it('changes each image in its own way, or all images alike, and stays in [0, 1]', () => {
    const batch = copies(images.colour, 40);
    const each = plugin().apply(batch, stream(3, 'policy', 0));
    expect(different(each)).toBeGreaterThan(15);
    expect(each.pixels.every((value) => value >= 0 && value <= 1 + 1e-6)).toBe(true);
    expect(different(plugin({ per: 'batch' }).apply(batch, stream(3, 'policy', 0)))).toBe(1);
  });
});
