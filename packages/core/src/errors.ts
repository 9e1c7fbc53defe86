// The parts that all errors of this package share.

/**
 * An error that the caller can fix, in a configuration, an option or a file. The commands print
 * only its message and exit with status 2.
 */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/**
 * Whether an error is an `InputError` of any copy of this package. A plugin may bring its own copy.
 */
export const isInputError = (error: unknown): error is InputError =>
  error instanceof Error && error.name === 'InputError';

export const listed = (names: readonly string[]) =>
  names.length === 0 ? 'none' : names.join(', ');

/**
 * The known name with the smallest edit distance to `name`; undefined if none is close enough to be
 * meant.
 */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const distance = (a: string, b: string) => {
    let row = Array.from({ length: b.length + 1 }, (_, j) => j);
    for (let i = 1; i <= a.length; i++) {
      const next = [i];
      for (let j = 1; j <= b.length; j++)
        next[j] = Math.min(
          row[j]! + 1,
          next[j - 1]! + 1,
          row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1),
        );
      row = next;
    }
    return row[b.length]!;
  };
  const best = known
    .map((other) => [distance(name, other), other] as const)
    .sort((a, b) => a[0] - b[0])[0];
  return best && best[0] <= Math.max(2, name.length / 3) ? best[1] : undefined;
}

export const didYouMean = (name: string, known: readonly string[]) => {
  const near = nearest(name, known);
  return near === undefined ? '' : ` Did you mean "${near}"?`;
};

/** The first names of a list, and the number of the remaining ones. */
export const firstOf = (names: readonly string[], count = 4) =>
  names.length <= count
    ? names.join(', ')
    : `${names.slice(0, count).join(', ')} and ${names.length - count} more`;

/**
 * The first stack line outside TensorFlow.js and this package, which is the code at fault. In
 * parentheses; '' if there is none.
 */
export function culprit(stack: string): string {
  const lines = stack
    .split('\n')
    .slice(1)
    .map((line) => line.trim());
  const own = lines.find(
    (line) =>
      !/@tensorflow|[\\/]core[\\/](src|dist)[\\/]|node:internal/.test(line) &&
      line.startsWith('at '),
  );
  return own ? ` (${own})` : '';
}
