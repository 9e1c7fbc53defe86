// All errors of this package. Each says what was found, what was expected and what to do.
import { InputError } from '@codistill/core';

export const severalHeads = (heads: readonly string[]) =>
  new InputError(
    `A network with one head was expected, but this one has ${heads.length}: ${heads.join(', ')}. Name another in \`of\`.`,
  );
export const noStages = (found: number, expected: number) =>
  new InputError(
    `exits need the feature maps after each stage: the inner network returned ${found}, and \`count\` is ${expected}. Use a backbone that returns \`stages\`, and its number of stages as \`count\`.`,
  );
export const patchesOfImage = (patch: number, height: number, width: number) =>
  new InputError(
    `Patches of ${patch}x${patch} do not fill an image of ${height}x${width}. Set \`patch\` to a number that divides both.`,
  );
export const headsOfChannels = (heads: number, channels: number) =>
  new InputError(
    `${channels} channels are not divisible by ${heads} heads. Set \`heads\` to a number that divides \`channels\`.`,
  );
export const stemOverWidth = (stem: number, width: number) =>
  new InputError(
    `A first convolution of ${stem} channels before a stage of ${width} has no shortcut of zeros. Set \`stem\` to at most ${width}, or \`shortcut\` to "conv".`,
  );
export const noFeaturesToEmbed = () =>
  new InputError(
    "The embedding is the mean of a network's features, and the inner network returns none. Name another in `of`.",
  );
export const imageTooSmall = (backbone: string, height: number, width: number, least: number) =>
  new InputError(
    `The backbone "${backbone}" takes images of at least ${least}x${least}, but these are ${height}x${width}. Use larger images or another backbone.`,
  );
export const patchesOfMap = (patch: number, height: number, width: number) =>
  new InputError(
    `Patches of ${patch}x${patch} do not fill the map of ${height}x${width} after the stem. Set \`patch\` to a number that divides both, or use images of another size.`,
  );
