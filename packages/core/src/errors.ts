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
 * The known name that is meant by `name`; undefined if none is close enough. Case and separators do
 * not count: `mobilenetv2` is `mobilenet-v2`. The first of these that exists: the closest name with
 * the same numbers; the shortest one that begins with `name`; the closest with as many numbers; the
 * closest; the longest one that `name` begins with. Close means few edits.
 */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const plain = plainOf(name);
  const numbers = numbersOf(plain);
  const candidates = known.map((other) => ({ other, text: plainOf(other) }));
  const close = candidates
    .map((one) => ({ ...one, edits: editDistance(plain, one.text) }))
    .filter(({ edits }) => edits <= Math.max(2, plain.length / 3))
    .sort((a, b) => a.edits - b.edits || editDistance(name, a.other) - editDistance(name, b.other));
  const longer = candidates
    .filter(({ text }) => plain.length >= 3 && text.startsWith(plain))
    .sort((a, b) => a.text.length - b.text.length);
  const shorter = candidates
    .filter(({ text }) => text.length >= 3 && plain.startsWith(text))
    .sort((a, b) => b.text.length - a.text.length);
  return (
    close.find(({ text }) => numbersOf(text).join() === numbers.join()) ??
    longer[0] ??
    close.find(({ text }) => numbersOf(text).length === numbers.length) ??
    close[0] ??
    shorter[0]
  )?.other;
}

const plainOf = (name: string) => name.toLowerCase().replace(/[-_ .]/g, '');
const numbersOf = (text: string) => text.match(/\d+/g) ?? [];

/** How many letters to insert, remove or replace to make `b` of `a`. */
function editDistance(a: string, b: string): number {
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
