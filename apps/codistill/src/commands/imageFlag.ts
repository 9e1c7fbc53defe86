import { type Experiment, nameOf, optionsOf, type Use } from '@codistill/core';
import { parseUse } from '@codistill/study';
import { wrongFlag } from '../errors.ts';

/**
 * The field `image` of an experiment, as `--image` gives it: a size such as '64', or height and
 * width such as '64x48', with framings as options, such as '64:train=whole:evaluate=whole'. Without
 * them, networks train on random parts of images and are evaluated on their centers.
 * @throws InputError if it is no size, or an option has another name.
 */
export function imageOf(text: string): NonNullable<Experiment['image']> {
  const use = parseUse(text);
  const sides = /^([1-9]\d{0,4})(?:x([1-9]\d{0,4}))?$/.exec(nameOf(use));
  const {
    train = 'random-resized-crop',
    evaluate = 'center-crop',
    ...others
  } = optionsOf(use) as Readonly<Record<string, Use | undefined>>;
  if (!sides || Object.keys(others).length > 0)
    throw wrongFlag(
      'image',
      text,
      'a size in pixels such as 64 or 64x48, with train and evaluate as options, such as 64:train=whole:evaluate=whole,',
    );
  const [, height, width] = sides;
  const size =
    width === undefined ? Number(height) : { height: Number(height), width: Number(width) };
  return { size, train, evaluate };
}
