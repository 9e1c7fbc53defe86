// All errors of this package: what was found, what was expected, what to do.
import { InputError, nearest } from '@codistill/core';
import { isOfValidation } from './metric.ts';

export function unknownMetric(
  observer: string,
  option: string,
  metric: string,
  known: readonly string[],
): InputError {
  const near = nearest(metric, known);
  return new InputError(
    `The observer "${observer}" reads the metric "${metric}", which is not in the history of this run.${near === undefined ? '' : ` Did you mean "${near}"?`}${withoutValidation(known)} Set its option \`${option}\` to one of: ${known.join(', ')}.`,
  );
}

const withoutValidation = (known: readonly string[]) =>
  known.some(isOfValidation)
    ? ''
    : ' It has no validation split: the fraction of `validation` is 0.';
