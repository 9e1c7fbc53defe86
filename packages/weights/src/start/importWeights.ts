import type { Backbone, NameRule } from '@codistill/core';
import type { TensorShapes } from '@codistill/core/engine';
import { noNames } from '../errors.ts';
import type { WeightFile } from '../file/weightFile.ts';
import { elsewhere } from '../names/elsewhere.ts';
import { type ImportOptions, importTensors, type NetworkTensors } from '../names/importTensors.ts';

/** The library whose names and layout need no rules. */
export const here = 'codistill';

/** @throws InputError if the backbone has no names of that library. */
function rulesFor({ names = {} }: Backbone, library: string): readonly NameRule[] | undefined {
  if (library === here) return undefined;
  if (!Object.hasOwn(names, library)) throw noNames(library, Object.keys(names));
  return names[library];
}

/**
 * The tensors of a backbone from a file with the names of `library`. `shapes` are asked for after
 * the library is known.
 * @throws InputError in one sentence if the backbone has no such names, or the file does not fit.
 */
export function importWeights(
  file: WeightFile,
  backbone: Backbone,
  shapes: () => TensorShapes,
  { library, allow = [] }: Pick<ImportOptions, 'library' | 'allow'>,
): NetworkTensors {
  const rules = rulesFor(backbone, library);
  return importTensors(file, shapes(), { library, allow, ...(rules && { rules }) });
}

/** The number of outputs of the classifier in a file; undefined if it has none of that name. */
export function classesIn(
  { tensors }: WeightFile,
  backbone: Backbone,
  library: string,
): number | undefined {
  const rules = rulesFor(backbone, library);
  const bias = 'classifier/bias';
  const name = rules ? elsewhere({ [bias]: [1] }, rules, library)[bias]!.name : bias;
  return Object.hasOwn(tensors, name) ? tensors[name]!.shape[0] : undefined;
}
