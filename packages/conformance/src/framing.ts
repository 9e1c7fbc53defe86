import { type Framing, type ImageSize, stream } from '@codistill/core';
import { describe, expect, it } from 'vitest';
import { describeFacts } from './facts.ts';
import { named, type PluginOf, type Settings, subjectOf } from './settings.ts';
import { idleOptions } from './tools/effects.ts';

const shapes: readonly ImageSize[] = [
  [1, 1],
  [1, 50],
  [50, 1],
  [8, 8],
  [31, 97],
  [375, 500],
].map(([height, width]) => ({ height: height!, width: width! }));

/** Tests of a framing: boxes within the image, determinism, and an effect of every option. */
export function describeFraming(plugin: PluginOf<'framing'>, settings: Settings = {}): void {
  const subject = subjectOf(plugin, settings);
  describe(`framing ${plugin.id}`, () => {
    describeFacts('framing', subject);
    for (const set of subject.sets) {
      it(`${named(set)}: gives whole pixels within the image, and the same again`, () => {
        const framing = subject.build(set);
        for (const shape of shapes)
          for (let seed = 0; seed < 20; seed++) {
            const box = framing.box(shape, rngOf(seed));
            const [top, left, height, width] = box;
            expect(box).toHaveLength(4);
            expect(box.every(Number.isInteger), String(box)).toBe(true);
            expect(Math.min(top, left)).toBeGreaterThanOrEqual(0);
            expect(Math.min(height, width)).toBeGreaterThanOrEqual(1);
            expect(top + height).toBeLessThanOrEqual(shape.height);
            expect(left + width).toBeLessThanOrEqual(shape.width);
            expect(framing.box(shape, rngOf(seed))).toEqual(box);
          }
      });
    }
    it('has no option without an effect', async () => {
      expect(await idleOptions(subject, (options) => signatureOf(subject.build(options)))).toEqual(
        [],
      );
    });
  });
}

const rngOf = (seed: number) => stream(seed, 'conformance/framing', 0);
const signatureOf = (framing: Framing) =>
  shapes.flatMap((shape) => [0, 1, 2].map((seed) => framing.box(shape, rngOf(seed))));
