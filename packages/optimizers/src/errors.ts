// All errors of this package. Each says what was found, what was expected and what to do.
import { InputError, nearest, parseMetric } from '@codistill/core';

export function unknownMetric(
  schedule: string,
  metric: string,
  known: readonly string[],
): InputError {
  const near = nearest(metric, known);
  const without = known.some((name) => parseMetric(name).split === 'validation')
    ? ''
    : ' It has no validation split: the fraction of `validation` is 0.';
  return new InputError(
    `The schedule "${schedule}" reads the metric "${metric}", which is not in the history of this run, so the schedule would never fall.${near === undefined ? '' : ` Did you mean "${near}"?`}${without} Set its option \`metric\` to one of: ${known.join(', ')}.`,
  );
}
