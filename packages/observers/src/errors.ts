// All errors of this package: what was found, what was expected, what to do.
import { InputError, nearest } from '@codistill/core';
import { isOfValidation } from './metric.ts';

/** The version of the layout of predictions. */
export const predictionsFormat = 'codistill-predictions/1';

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

export const shortFile = (path: string, found: number, saved: number) =>
  new InputError(
    `${path} has ${found} bytes, and the checkpoint that is resumed says ${saved}: what lies between is lost. Restore the file from a copy, or remove the checkpoint to begin anew.`,
  );
export const unreadableState = (observer: string, saved: string, expected: string) =>
  new InputError(
    `The checkpoint has ${JSON.stringify(saved.slice(0, 40))} as the state of the observer "${observer}", and ${expected} was expected. Give the observers that the run had, or begin anew.`,
  );
export const notPredictions = (path: string, found: string | undefined) =>
  new InputError(
    `${path} has no predictions: its format is ${found === undefined ? 'absent' : JSON.stringify(found)}, "${predictionsFormat}" was expected. Name a file that the observer "predictions" wrote.`,
  );

const withoutValidation = (known: readonly string[]) =>
  known.some(isOfValidation)
    ? ''
    : ' It has no validation split: the fraction of `validation` is 0.';
