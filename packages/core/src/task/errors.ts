// Errors about tasks: what was found, what was expected, what to do.
import { InputError, listed } from '../errors.ts';

const inWords = { class: 'one class', bits: 'bits', numbers: 'numbers' } as const;
type TargetKind = keyof typeof inWords;

export const wrongTargets = (
  task: string,
  dataset: string,
  kind: TargetKind,
  takes: readonly TargetKind[],
) =>
  new InputError(
    `The dataset "${dataset}" labels each example with ${inWords[kind]}, and the task "${task}" takes ${listed(takes.map((one) => inWords[one]))}. Set \`task\` to one for ${inWords[kind]}, or choose another dataset.`,
  );
export const needsGroups = (what: string, task: string) =>
  new InputError(
    `${what} needs groups of examples, such as classes, and the task "${task}" has none. Choose another.`,
  );
