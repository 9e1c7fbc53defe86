import { parseArgs } from 'citty';
import { commands } from '../../apps/codistill/src/commandLine.ts';
import { comparisonOf } from '../../apps/codistill/src/commands/compare.ts';
import { armsOf } from '../../packages/study/src/arms.ts';
import { root } from '../blocks.ts';
import { checkBin, checkScript, flagsOfScripts, mustExist } from './scripts.ts';

// The program's own parser checks command lines in the text of a page. Those of `compare` are
// resolved to a study, which is not run.

/** Placeholders, and a valid value for each. */
const placeholders: Readonly<Record<string, string>> = {
  FOLDER: '.',
  CHECKPOINT: 'checkpoint.safetensors',
  FILE: 'experiment.json',
  METHOD: 'competitive',
  KIND: 'strategies',
};

const wordsOf = (line: string) =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);

const loaded = await Promise.all(Object.values(commands).map(({ load }) => load()));
export const isCommand = (text: string) =>
  /^(npx )?codistill( |$)/.test(text) ||
  /^(npx )?codistill-libtensorflow /.test(text) ||
  /^(npm|pnpm|node|tsc) [\w@-]/.test(text) ||
  /^--[\w-]+/.test(text);

/** The error of a command line; undefined if it is correct. */
export async function checkCommand(text: string, page: string): Promise<string | undefined> {
  try {
    await check(text, page);
    return undefined;
  } catch (error) {
    return `\`${text}\`: ${(error as Error).message}`;
  }
}

async function check(text: string, page: string): Promise<void> {
  const [line = ''] = text.split(/ 2>| \| /);
  const [first, ...rest] = wordsOf(line.replace(/\[([^\]]+)\]/g, '$1'));
  if (first === 'npx') return check(rest.join(' '), page);
  if (first === 'codistill') return checkCodistill(rest);
  if (first === 'codistill-libtensorflow') return checkBin(first, rest);
  if (first?.startsWith('--')) return checkFlags([first, ...rest], page);
  if (first === 'npm' || first === 'pnpm') return checkScript(rest);
  if (first === 'node') return mustExist(rest.find((word) => !word.startsWith('-')) ?? '');
}

async function checkCodistill(given: readonly string[]): Promise<void> {
  const [name, ...rest] = given.filter((word) => word !== '...');
  if (name === undefined || name === '--help' || name === '--version') return;
  const command = loaded.find((each) => each.name === name);
  if (!command) throw new Error(`there is no command "${name}".`);
  const words = rest.map((word) => placeholders[word] ?? word);
  if (words.includes('--help')) return;
  const needed = Object.values(command.citty.args ?? {}).some(
    ({ type, required }) => type === 'positional' && required !== false,
  );
  // A command's name alone is a mention, not a call.
  if (words.length === 0 && needed) return;
  command.check(words);
  if (name === 'compare') await checkStudy(words, given.includes('...'));
  if (name === 'explain') await checkStudy(['--methods', words[0]!, ...words.slice(1)], false);
}

async function checkStudy(words: readonly string[], partly: boolean): Promise<void> {
  if (partly) return;
  const { citty } = loaded.find(({ name }) => name === 'compare')!;
  const parsed = parseArgs([...words], (citty.args ?? {}) as never);
  const study = await comparisonOf(parsed as never, words, root);
  for (const arm of armsOf(study.study, study.registry)) arm.experiment(1);
}

/** A flag by itself must belong to some command of ours or of a script of the repository. */
async function checkFlags(words: readonly string[], page: string): Promise<void> {
  const flags = words.filter((word) => word.startsWith('--')).map((word) => word.slice(2));
  const compare = loaded.find(({ name }) => name === 'compare')!;
  const args = Object.keys(compare.citty.args ?? {});
  const ofCompare = !page.startsWith('apps/bench') && flags.every((flag) => args.includes(flag));
  if (ofCompare && words.length > flags.length) {
    const given = words.map((word) => placeholders[word] ?? word);
    compare.check(given);
    // Some flags need others: a control must be one of the methods.
    return checkStudy(
      flags.includes('control') ? ['--preset', 'few-labels', ...given] : given,
      false,
    );
  }
  const known = [
    'help',
    'version',
    ...loaded.flatMap(({ citty }) => Object.keys(citty.args ?? {})),
    ...flagsOfScripts(),
  ];
  for (const flag of flags) if (!known.includes(flag)) throw new Error(`no command has --${flag}.`);
}
