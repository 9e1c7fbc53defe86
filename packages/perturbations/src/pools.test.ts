import {
  createRegistry,
  nameOf,
  type Perturbation,
  pluginsOf,
  stream,
  type Use,
} from '@codistill/core';
import { describe, expect, it } from 'vitest';
import { gaussianNoise } from './gaussianNoise.ts';
import { copies, different, images } from './golden/golden.ts';
import * as module from './index.ts';

const registry = createRegistry([{ plugins: pluginsOf(module) }]);
const build = (use: Use) => registry.build('perturbation', use as string) as Perturbation;

describe('pools', () => {
  it('of the paper: mixing, splicing, noise, warping, cropping, on pixels', () => {
    expect(module.paperPool.map(nameOf)).toEqual([
      'mixup',
      'cutmix',
      'gaussian-noise',
      'warp',
      'crop',
    ]);
    expect(module.paperPool.every((use) => build(use).space === 'pixels')).toBe(true);
  });
  it('of the released code: in its order, after normalization, one draw for the batch', () => {
    expect(module.repositoryPool.map(nameOf)).toEqual([
      'mixup',
      'gaussian-noise',
      'jitter-blur',
      'flip',
      'flip',
      'rotate',
    ]);
    const batch = copies(images.normalized, 6);
    for (const use of module.repositoryPool) {
      const perturbation = build(use);
      expect(perturbation.space).toBe('normalized');
      const made = perturbation.apply(batch, stream(4, nameOf(use), 0));
      if (nameOf(use) !== 'gaussian-noise') expect(different(made), nameOf(use)).toBe(1);
    }
  });
  it('of the released code: both flips always, each along its axis; colours and noise cut to [0, 1]', () => {
    const [noise, jitter, horizontal, vertical] = module.repositoryPool.slice(1).map(build);
    const [height, width, channels] = images.normalized.shape.slice(1) as [number, number, number];
    const { pixels } = images.normalized;
    for (let seed = 0; seed < 8; seed++) {
      const apply = (perturbation: Perturbation | undefined) =>
        perturbation!.apply(images.normalized, stream(seed, 'p', 0)).pixels;
      expect(apply(horizontal)[0]).toBe(pixels[(width - 1) * channels]);
      expect(apply(vertical)[0]).toBe(pixels[(height - 1) * width * channels]);
      for (const out of [apply(noise), apply(jitter)])
        expect(out.every((x) => x >= 0 && x <= 1 + 1e-6)).toBe(true);
      expect(apply(noise)).toEqual(
        gaussianNoise({ sd: 1, clamp: true, space: 'normalized' }).apply(
          images.normalized,
          stream(seed, 'p', 0),
        ).pixels,
      );
    }
  });
});
