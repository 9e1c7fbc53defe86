// All errors of the command line. Each says what was found, what was expected and what to do.
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
export const anywayWithoutResume = () =>
  new InputError(
    '--anyway continues a run although something changed, and nothing is continued without --resume. Add --resume, or leave --anyway out.',
  );
export const runExists = (folder: string) =>
  new InputError(
    `${folder} already contains this run, unfinished. Resume it with --resume, or choose another folder with --out.`,
  );
export const missingFlag = (command: string, flag: string, example: string) =>
  new InputError(
    `\`codistill ${command}\` needs --${flag}, such as --${flag} ${example}, and none was given.`,
  );
export const unreadableWeights = (file: string, code: string) =>
  new InputError(
    code === 'ENOENT'
      ? `${file} does not exist. Name a file of weights: safetensors, or a state dict of PyTorch.`
      : `${file} cannot be read: ${code}. Name a file of weights: safetensors, or a state dict of PyTorch.`,
  );
export const missingFile = (file: string) =>
  new InputError(
    `${file} does not exist. Name a folder that \`codistill compare\` wrote, or a CSV file.`,
  );
export const unreadableCsv = (file: string, why: string) =>
  new InputError(
    `${file} cannot be read as CSV: ${why.replace(/\.$/, '')}. Give every line as many cells as the first, and close every quote.`,
  );
export const wrongDelimiter = (file: string, found: string) =>
  new InputError(
    `The cells of ${file} are separated by ${found}, and commas were expected. Save it as "CSV, comma separated", with decimal points in its numbers.`,
  );
export const missingColumns = (
  file: string,
  missing: readonly string[],
  found: readonly string[],
) =>
  new InputError(
    `${file} has no column ${missing.map((name) => `"${name}"`).join(', ')}; its first line has ${found.length === 0 ? 'none' : found.map((name) => `"${name}"`).join(', ')}. Name the columns method, seed and value in the first line.`,
  );
export const repeatedColumn = (file: string, name: string) =>
  new InputError(
    `${file} has the column "${name}" twice, and one was expected. Rename the other one.`,
  );
export const wrongCell = (
  file: string,
  line: number,
  column: string,
  text: string,
  expected: string,
) =>
  new InputError(
    `Line ${line} of ${file} has the ${column} ${JSON.stringify(text)}, and ${expected} was expected. Correct it, or remove the line.`,
  );
export const notForCheck = (flag: string) =>
  new InputError(
    `--${flag} is for \`codistill data show\`, and \`data check\` was asked for, which reads every example as it is stored. Leave --${flag} out.`,
  );
export const twoFolders = (folder: string, data: string) =>
  new InputError(
    `The folder of the data is given twice, as ${folder} and as --data ${data}, and once was expected. Leave one out.`,
  );
export const noDataset = () =>
  new InputError(
    '`codistill data` needs a FOLDER with images, or a --dataset, and neither was given. For example: codistill data show photos, or codistill data show --dataset digits.',
  );
export const withExperiment = (flag: string) =>
  new InputError(
    `--${flag} is given beside --experiment, whose file says the same. Change the file, or leave one of the two out.`,
  );
export const notPng = (file: string) =>
  new InputError(
    `${file} is not the name of a PNG file, and the picture is one: a name that ends in .png was expected. Correct --out.`,
  );
export const notForStudy = (flag: string) =>
  new InputError(
    `--${flag} is for a CSV file with runs of your own, and the report of a study was asked for. Leave --${flag} out.`,
  );
export const notForCsv = (flag: string) =>
  new InputError(
    `--${flag} is for the report of a study, and a CSV file was given. Leave --${flag} out.`,
  );
export const missingOut = (example: string) =>
  new InputError(
    `The report of a CSV file needs a folder to be written into, and none was given. For example: ${example}`,
  );
export const studyFolder = (folder: string) =>
  new InputError(
    `${folder} holds a study with a report of its own. Choose another folder by --out.`,
  );
export const nothingToExport = (file: string) =>
  new InputError(
    `${file} does not exist. Name a checkpoint, the folder of a run, or a file of weights.`,
  );
export const outputExists = (file: string) =>
  new InputError(`${file} exists already, and nothing is overwritten. Choose another --out.`);
export const incompleteWeights = (file: string, missing: readonly string[]) =>
  new InputError(
    `${file} holds weights without saying ${missing.join(' and ')} of their network. Give ${missing.map((name) => `--${name}`).join(' and ')}.`,
  );
export const ofCheckpoint = (flag: string, file: string) =>
  new InputError(
    `--${flag} is for files of weights alone, and ${file} is a checkpoint, whose experiment says it. Leave --${flag} out.`,
  );
export const ofWeights = (flag: string, file: string) =>
  new InputError(
    `--${flag} is for checkpoints, and ${file} holds the weights of one network. Leave --${flag} out.`,
  );
