import type { Backbone } from '../contracts/network.ts';
import type { ImageShape } from '../data/imageSize.ts';
import { tensorShapes } from './tensorShapes.ts';

/**
 * The number of parameters of a backbone for images of a given shape. It draws no values.
 * @throws all errors of the backbone.
 */
export const countParameters = (
  backbone: Backbone,
  imageShape: ImageShape,
  classes: number,
): number =>
  Object.values(tensorShapes(backbone, imageShape, classes).params).reduce(
    (sum, shape) => sum + shape.reduce((a, b) => a * b, 1),
    0,
  );
