import type { Experiment } from '@codistill/core';
import { jsonText } from '@codistill/report';
import { type ArgsDef, type CommandDef, defineCommand, type ParsedArgs } from 'citty';
import { flagWithoutValue, missingWord, tooManyWords, unknownFlag, wrongFlag } from '../errors.ts';
import { pluginGrammar } from './pluginGrammar.ts';

export interface Described<A extends ArgsDef> {
  readonly name: string;
  readonly about: string;
  /** A paragraph that --help adds. */
  readonly more?: string;
  /** Whether the command takes plugins with options; then --help explains how to write them. */
  readonly takesPlugins?: boolean;
  /** Command lines, each with what it does. */
  readonly examples: readonly (readonly [line: string, what: string])[];
  readonly args: A;
  run(args: ParsedArgs<A>, raw: readonly string[]): Promise<number>;
}

/** A command of the program. `run` returns its exit code. */
export interface Command {
  readonly name: string;
  readonly about: string;
  /** The text that --help prints. */
  help(): string;
  /**
   * Checks the words of a command line before anything else.
   * @throws InputError if a word is unknown or its value is missing.
   */
  check(words: readonly string[]): void;
  readonly citty: CommandDef;
  run(args: ParsedArgs, raw: readonly string[]): Promise<number>;
}

export function command<const A extends ArgsDef>(described: Described<A>): Command {
  const { name, about, args, run } = described;
  const citty = defineCommand({ meta: { name, description: about }, args });
  return {
    name,
    about,
    // citty's type of a command without known arguments does not accept a command that has some.
    citty: citty as unknown as CommandDef,
    help: () => helpText(described),
    check: (words) => checkWords(name, args, words, described.examples[0]?.[0] ?? ''),
    run: run as Command['run'],
  };
}

const hint = (name: string, arg: ArgsDef[string]) =>
  `--${name}${arg.type === 'boolean' ? '' : ` ${arg.valueHint ?? name.toUpperCase()}`}`;

function helpText<A extends ArgsDef>({
  name,
  about,
  args,
  examples,
  more,
  takesPlugins,
}: Described<A>): string {
  const words = Object.entries(args).filter(([, arg]) => arg.type === 'positional');
  const flags = Object.entries(args).filter(([, arg]) => arg.type !== 'positional');
  const usage = [
    'codistill',
    name,
    ...words.map(([word, arg]) =>
      arg.required === false ? `[${word.toUpperCase()}]` : word.toUpperCase(),
    ),
    '[OPTIONS]',
  ].join(' ');
  const width = longest(flags.map(([flag, arg]) => hint(flag, arg)));
  const example = longest(examples.map(([line]) => line));
  return [
    `${about}.`,
    ...(more ? ['', more] : []),
    '',
    `USAGE ${usage}`,
    '',
    ...words.map(([word, arg]) => `  ${word.toUpperCase()}  ${arg.description ?? ''}`),
    ...(words.length > 0 ? [''] : []),
    'OPTIONS',
    '',
    ...flags.map(([flag, arg]) => `  ${hint(flag, arg).padEnd(width)}  ${arg.description ?? ''}`),
    '',
    ...(takesPlugins ? [...pluginGrammar, ''] : []),
    'EXAMPLES',
    '',
    ...examples.map(([line, what]) =>
      example > 70 ? `  ${line}\n      ${what}` : `  ${line.padEnd(example)}  ${what}`,
    ),
  ].join('\n');
}

/** citty ignores unknown options, so a misspelt option would silently have no effect. */
function checkWords(name: string, args: ArgsDef, words: readonly string[], example: string): void {
  const flags = Object.keys(args).filter((flag) => args[flag]!.type !== 'positional');
  const positional = Object.keys(args).filter((flag) => args[flag]!.type === 'positional');
  const plain: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (!word.startsWith('-') || word === '-') {
      plain.push(word);
      continue;
    }
    const [flag = '', value] = splitOnce(word.replace(/^--?/, ''));
    const positive = flag.replace(/^no-/, '');
    const known = flags.includes(flag)
      ? flag
      : args[positive]?.type === 'boolean'
        ? positive
        : undefined;
    if (known === undefined || !word.startsWith('--')) throw unknownFlag(name, flag, flags);
    if (args[known]!.type === 'boolean') continue;
    const next = value ?? words[++i];
    if (next === undefined || next === '' || (value === undefined && next.startsWith('--')))
      throw flagWithoutValue(flag);
  }
  if (plain.length > positional.length) throw tooManyWords(name, plain[positional.length]!);
  const missing = positional.find(
    (word, i) => args[word]!.required !== false && plain[i] === undefined,
  );
  if (missing !== undefined)
    throw missingWord(
      name,
      `${/^[aeiou]/i.test(missing) ? 'an' : 'a'} ${missing.toUpperCase()}`,
      example,
    );
}

function splitOnce(text: string): [string, string | undefined] {
  const at = text.indexOf('=');
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

/** All values of an option that may be given several times and may have a list each time. */
export function valuesOf(flag: string, raw: readonly string[]): string[] {
  const values = raw.flatMap((word, i) =>
    word === `--${flag}`
      ? [raw[i + 1] ?? '']
      : word.startsWith(`--${flag}=`)
        ? [word.slice(flag.length + 3)]
        : [],
  );
  return values.flatMap((value) => value.split(',')).filter((value) => value !== '');
}

/** The integer value of an option, at least `least`; undefined if the option is not given. */
export function wholeNumber(
  flag: string,
  value: string | undefined,
  least = 1,
): number | undefined {
  if (value === undefined) return undefined;
  if (!/^\d+$/.test(value) || Number(value) < least || !Number.isSafeInteger(Number(value)))
    throw wrongFlag(flag, value, `a whole number from ${least}`);
  return Number(value);
}

/** When the test split is evaluated, which is the field `evaluate` of an experiment. */
export const evaluateArg = {
  evaluate: {
    type: 'string',
    valueHint: 'every-epoch|last-epoch|K',
    description:
      'When the test split is evaluated; default every K epochs and after the last, for at most a fifth of the cost of training.',
  },
} as const;

/** The value of `--evaluate`; undefined if it is not given. */
export function evaluateOf(value: string | undefined): Experiment['evaluate'] {
  if (value === undefined || value === 'every-epoch' || value === 'last-epoch') return value;
  if (/^[1-9]\d*$/.test(value) && Number.isSafeInteger(Number(value))) return Number(value);
  throw wrongFlag('evaluate', value, 'every-epoch, last-epoch or a whole number of epochs from 1');
}

/** The value of an option that must be one of `known`; undefined if it is not given. */
export function oneOf<const T extends string>(
  flag: string,
  value: string | undefined,
  known: readonly T[],
): T | undefined {
  if (value === undefined) return undefined;
  if (!(known as readonly string[]).includes(value))
    throw wrongFlag(flag, value, `one of ${known.join(', ')}`);
  return value as T;
}

/** The length of the longest word. */
export const longest = (words: readonly string[]): number =>
  words.reduce((most, { length }) => Math.max(most, length), 0);

/** Prints a value as JSON. */
export const printJson = (value: unknown): void => {
  process.stdout.write(`${jsonText(value, 2)}\n`);
};
export const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};
export const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

/** Options that several commands share. */
export const pluginArg = {
  plugin: {
    type: 'string',
    valueHint: 'PACKAGE|FOLDER|FILE',
    description: 'Your own plugins; may be given several times.',
  },
} as const;
export const launcherArgs = {
  launcher: {
    type: 'string',
    valueHint: 'L',
    description:
      'What starts the runs: local (default), slurm, or your own plugin; `codistill list launchers`.',
  },
  detach: {
    type: 'boolean',
    description:
      'Start the jobs of a cluster and end; the same command without --detach follows them.',
  },
  cancel: {
    type: 'boolean',
    description: 'End the jobs of a cluster that an earlier command started; they save first.',
  },
} as const;
export const jsonArg = {
  json: { type: 'boolean', description: 'Print the result as JSON.' },
} as const;
export const engineArgs = {
  runtime: {
    type: 'string',
    valueHint: 'auto|tensorflow|wasm|cpu|PLUGIN',
    description: 'Engine; default the fastest that is installed.',
  },
  device: {
    type: 'string',
    valueHint: 'cpu|gpu',
    description: 'Device of the TensorFlow engine; default the GPU if it can be used.',
  },
  threads: {
    type: 'string',
    valueHint: 'N',
    description:
      'Threads of the TensorFlow engine in every run; they change the last bits of the results.',
  },
  data: {
    type: 'string',
    valueHint: 'FOLDER',
    description: 'Folder of the dataset; default the environment variable CODISTILL_DATA.',
  },
} as const;
