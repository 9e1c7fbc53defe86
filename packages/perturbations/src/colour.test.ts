import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brightened, contrasted, hued, saturated } from './colour.ts';
import { batches, likeTorchvision } from './golden/golden.ts';
import { type Change, eachImage } from './images.ts';

const changes = { brightness: brightened, contrast: contrasted, saturation: saturated, hue: hued };

describe('colour', () => {
  for (const [name, change] of Object.entries(changes)) {
    likeTorchvision<{ number: number }>(
      name,
      ({ number }) =>
        (p, out, start, layout) =>
          change(p, out, start, layout, number),
      name === 'hue' ? 2e-5 : 3e-6,
    );
    it(`${name} leaves the image with factor 1 or no turn, and may write where it reads`, () => {
      fc.assert(
        fc.property(batches, fc.double({ min: 0, max: 0.5, noNaN: true }), (batch, number) => {
          const same = eachImage(batch, (p, out, start, layout) =>
            change(p, out, start, layout, name === 'hue' ? 0 : 1),
          );
          same.pixels.forEach((value, i) => {
            expect(value).toBeCloseTo(batch.pixels[i]!, 5);
          });
          const make: Change = (p, out, start, layout) => change(p, out, start, layout, number);
          const inPlace = batch.pixels.slice();
          eachImage({ ...batch, pixels: inPlace }, (p, _out, start, layout, image) =>
            make(p, p, start, layout, image),
          );
          expect(inPlace).toEqual(eachImage(batch, make).pixels);
        }),
        { numRuns: 50 },
      );
    });
  }
  it('a third of a turn makes red green, and grey values stay', () => {
    const red = {
      shape: [1, 1, 2, 3] as const,
      pixels: Float32Array.of(1, 0, 0, 0.4, 0.4, 0.4),
      targets: Float32Array.of(1),
      indices: Int32Array.of(0),
    };
    const { pixels } = eachImage(red, (p, out, start, layout) =>
      hued(p, out, start, layout, 1 / 3),
    );
    [0, 1, 0, 0.4, 0.4, 0.4].forEach((value, i) => {
      expect(pixels[i]).toBeCloseTo(value, 6);
    });
  });
});
