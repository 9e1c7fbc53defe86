// Errors about files of weights: what was found, what was expected, what to do.
import { InputError } from '@codistill/core';

const firstOf = (names: readonly string[], count = 4) =>
  names.length <= count
    ? names.join(', ')
    : `${names.slice(0, count).join(', ')} and ${names.length - count} more`;

export const unreadableType = (path: string, name: string, dtype: string) =>
  new InputError(
    `The tensor "${name}" in ${path} is of the type ${dtype}, and F32, F16 and BF16 can be read. Save it as float32, in PyTorch by \`tensor.float()\`.`,
  );
export const notReversible = (pattern: string) =>
  new RangeError(
    `The pattern "${pattern}" has more than characters and groups, or its name lacks one of its groups. Write one rule for each case.`,
  );
export const noName = (name: string, library: string) =>
  new InputError(
    `The backbone does not say how its tensor "${name}" is called in ${library}. Add a rule for it to \`names\` of the backbone.`,
  );
export const noNames = (library: string, backbone: string, known: readonly string[]) =>
  new InputError(
    `The backbone "${backbone}" has no names of tensors of ${library}; it has those of: ${known.join(', ')}. Choose one of these, or a backbone that ${library} has.`,
  );

/** How the tensors of a file differ from those that a backbone needs. */
export interface Differences {
  readonly missing: readonly string[];
  readonly leftOver: readonly string[];
  /** In words. */
  readonly unlike: readonly string[];
}
export const otherTensors = (
  path: string,
  { missing, leftOver, unlike }: Differences,
  allowed: string | undefined,
) =>
  new InputError(
    `The weights in ${path} do not fit the backbone: ${[
      ...(missing.length > 0 ? [`these are missing: ${firstOf(missing)}`] : []),
      ...(leftOver.length > 0 ? [`these are left over: ${firstOf(leftOver)}`] : []),
      ...(unlike.length > 0 ? [`these have another shape: ${firstOf(unlike)}`] : []),
    ].join(
      '; ',
    )}. Choose the backbone, options, image size and number of classes of these weights${allowed === undefined ? '' : `, or allow ${allowed} to differ`}.`,
  );
export const unusedAllowance = (pattern: string, path: string) =>
  new InputError(
    `"${pattern}" is allowed to differ, and no tensor of the backbone or in ${path} is called so. Write a name, with * for any characters.`,
  );
