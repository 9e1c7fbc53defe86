// Every error of the command line: what was found, what was expected, what to do.
import { InputError, nearest } from '@codistill/core';

const listed = (names: readonly string[]) => (names.length === 0 ? 'none' : names.join(', '));
const didYouMean = (name: string, known: readonly string[]) => {
  const near = nearest(name, known);
  return near === undefined ? '' : ` Did you mean "${near}"?`;
};

export const unknownCommand = (name: string, known: readonly string[]) =>
  new InputError(
    `There is no command "${name}".${didYouMean(name, known)} Commands: ${listed(known)}.`,
  );
export const unknownFlag = (command: string, flag: string, known: readonly string[]) =>
  new InputError(
    `\`codistill ${command}\` has no option --${flag}.${didYouMean(flag, known)} Its options: ${listed(known.map((name) => `--${name}`))}; --help explains them.`,
  );
export const flagWithoutValue = (flag: string) =>
  new InputError(`--${flag} needs a value, such as --${flag} VALUE, and none was given.`);
export const tooManyWords = (command: string, word: string) =>
  new InputError(
    `\`codistill ${command}\` does not know what to do with "${word}". Options begin with --; --help shows them.`,
  );
export const missingWord = (command: string, what: string, example: string) =>
  new InputError(
    `\`codistill ${command}\` needs ${what}, and none was given. For example: ${example}`,
  );
export const wrongFlag = (flag: string, value: string, expected: string) =>
  new InputError(`--${flag} is "${value}", and ${expected} was expected.`);
export const runExists = (folder: string) =>
  new InputError(
    `${folder} already contains this run, unfinished. Resume it with --resume, or choose another folder with --out.`,
  );
