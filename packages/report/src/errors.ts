// All errors of this package. Each says what was found, what was expected and what to do.
import { InputError, nearest } from '@codistill/core';

const listed = (names: readonly (string | number)[]) => names.join(', ');
const shown = (value: unknown) =>
  typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));

export const noRuns = () =>
  new InputError(
    'There are no runs to compare. Give at least two methods, each with a value for one seed or more.',
  );
export const oneMethod = (method: string) =>
  new InputError(
    `All runs are of the method "${method}", and at least two methods are needed for a comparison. Add the runs of another one.`,
  );
/** `index` counts from 0, and the sentence counts from 1. */
export const wrongRun = (
  index: number,
  field: 'method' | 'seed' | 'value',
  value: unknown,
  expected: string,
) =>
  new InputError(
    `The ${field} of run ${index + 1} is ${shown(value)}, and ${expected} was expected. Correct it, or leave the run out.`,
  );
export const twoValues = (method: string, seed: number, first: number, second: number) =>
  new InputError(
    `The method "${method}" has two values for the seed ${seed}, ${first} and ${second}, and one was expected. Give each run a seed of its own, or leave one out.`,
  );
export const shareOutOfRange = (
  metric: string,
  {
    method,
    seed,
    value,
  }: { readonly method: string; readonly seed: number; readonly value: number },
) =>
  new InputError(
    `The ${metric} of "${method}" with the seed ${seed} is ${value}, and a share from 0 to 1 was expected. Divide by 100 what is in percent, or say that the unit is "%".`,
  );
export const unknownMethod = (
  role: 'baseline' | 'control',
  name: string,
  known: readonly string[],
) => {
  const near = nearest(name, known);
  return new InputError(
    `The ${role} "${name}" has no runs.${near === undefined ? '' : ` Did you mean "${near}"?`} The methods are: ${listed(known)}. Name one of them.`,
  );
};
export const controlIsBaseline = (name: string) =>
  new InputError(
    `The control "${name}" is the baseline, with which every method is compared anyway. Name another method, or leave the control out.`,
  );
export const noSharedSeed = (baseline: string, own: readonly number[], others: readonly number[]) =>
  new InputError(
    `No seed of the baseline "${baseline}" (${few(own)}) is one of another method (${few(others)}), and methods are compared at the same seed. Give equal seeds to the runs that belong together, or name another baseline.`,
  );

const few = (seeds: readonly number[]) =>
  `${listed(seeds.slice(0, 5))}${seeds.length > 5 ? ', ...' : ''}`;
