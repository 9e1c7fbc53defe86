// All errors of this package. Each says what was found, what was expected and what to do.
import { InputError, nearest } from '@codistill/core';
import { memorySize, type RunMemory } from './runMemory.ts';

const listed = (names: readonly string[]) => (names.length === 0 ? 'none' : names.join(', '));
const didYouMean = (name: string, known: readonly string[]) => {
  const near = nearest(name, known);
  return near === undefined ? '' : ` Did you mean "${near}"?`;
};
/** `at` is the index of the wrong character. */
export const wrongUseText = (text: string, at: number, why: string) =>
  new InputError(
    `${JSON.stringify(text)} is not a plugin: ${why} (${at >= text.length ? 'at its end' : `character ${at + 1}, ${JSON.stringify(text.slice(at, at + 12))}`}). A plugin is written NAME or NAME:OPTION=VALUE:OPTION=VALUE, as in mutual:temperature=2:update=alternating.`,
  );

export const missingStudyFile = (path: string) =>
  new InputError(`${path} does not exist. Name a file that holds the experiment or the study.`);
export const repeatedKey = (file: string, key: string, first: number, second: number) =>
  new InputError(
    `${file}: the key ${JSON.stringify(key)} of line ${first} appears again in line ${second} of the same object, and only the last would count. Rename one, or remove it.`,
  );
export const lostKey = (file: string, key: string, line: number) =>
  new InputError(
    `${file}: the key ${JSON.stringify(key)} of line ${line} would be lost, because every object already has a member of that name. Rename it.`,
  );
export const unreadableFile = (path: string, why: string) =>
  new InputError(`${path} cannot be read: ${why}`);
export const folderForFile = (path: string) =>
  new InputError(`${path} is a folder, and a file was expected. Name a file in it.`);
export const emptyFile = (path: string) =>
  new InputError(`${path} is empty. Add its contents, or name another file.`);
export const utf16File = (path: string) =>
  new InputError(`${path} is UTF-16 text, and UTF-8 was expected. Save it as UTF-8.`);
export const notUtf8 = (path: string) =>
  new InputError(`${path} is not UTF-8 text. Save it as UTF-8, or name another file.`);
export const unknownExtension = (path: string, known: readonly string[]) =>
  new InputError(
    `${path} has none of the endings ${listed(known)}, which say how a file is read. Rename it.`,
  );
export const notAnObject = (path: string, found: string) =>
  new InputError(
    `${path} holds ${found}, and an object was expected: \`export default { ... }\` in TypeScript, { ... } in JSON.`,
  );
export const wrongStudy = (where: string, sentences: readonly string[]) =>
  new InputError(`${where} ${sentences.join(' It also ')}`);
export const reservedMethod = (where: string, name: string) =>
  new InputError(
    `${where} has a method called "${name}", but every object has a member of that name. Rename it.`,
  );
export const unknownPreset = (name: string, known: readonly string[]) =>
  new InputError(
    `No preset is called "${name}".${didYouMean(name, known)} Known: ${listed(known)}.`,
  );
export const unknownMethod = (name: string, known: readonly string[]) =>
  new InputError(
    `No method or strategy is called "${name}".${didYouMean(name, known)} Known methods: ${listed(known)}.`,
  );
export const twoMethods = (id: string) =>
  new InputError(
    `Two methods are called "${id}". Name them: methods: { first: ..., second: ... } in a study file.`,
  );
export const unknownControl = (name: string, known: readonly string[]) =>
  new InputError(
    `The control "${name}" is not a method of the study.${didYouMean(name, known)} Its methods: ${listed(known)}. Add the control to them, or name one of them.`,
  );
export const controlIsBaseline = (name: string) =>
  new InputError(
    `The control "${name}" is the baseline, with which every method is compared anyway. Name another method of the study, or leave the control out.`,
  );
export const methodCycle = (ids: readonly string[]) =>
  new InputError(
    `The methods ${ids.join(' -> ')} depend on each other's trained networks. Remove the cycle.`,
  );
export const missingTeacher = (
  method: string,
  from: string,
  network: string,
  known: readonly string[],
) =>
  new InputError(
    `The method "${method}" starts from the network "${network}" of "${from}", which has: ${listed(known)}.`,
  );
/** The error of `codistill run` for a network that starts from another method's network. */
export const methodWeightsInRun = (network: string) =>
  new InputError(
    `The network "${network}" starts from another method's network, and \`codistill run\` trains a single experiment. Use \`codistill compare\`, which trains that method first, or give a checkpoint file.`,
  );
export const missingWeightsFile = (path: string, network: string) =>
  new InputError(
    `The weights of the network "${network}" were looked for in ${path}, which does not exist. Check the path.`,
  );

/**
 * @param needed - All of what a run holds at least, in bytes.
 * @param available - The memory of the machine, in bytes.
 */
export const tooLittleMemory = (memory: RunMemory, needed: number, available: number) => {
  const [[most, bytes]] = (Object.entries(memory) as [keyof RunMemory, number][]).sort(
    ([, a], [, b]) => b - a,
  ) as [[keyof RunMemory, number]];
  const [what, cure] = memoryCauses[most];
  return new InputError(
    `A run needs at least ${memorySize(needed)} of memory, and this machine has ${memorySize(available)}. ${memorySize(bytes)} of it are ${what}. ${cure}`,
  );
};
const memoryCauses = {
  data: [
    'the pixels of the dataset',
    'Use fewer or smaller images, or a dataset that reads them from files.',
  ],
  views: ['the views of batches', 'Choose a smaller batchSize or smaller images.'],
  weights: ['weights and gradients', 'Choose smaller or fewer networks.'],
  activations: [
    'what gradients need of a batch',
    'Choose a smaller batchSize, smaller images, or smaller or fewer networks.',
  ],
} as const;

export const missingPlugin = (name: string, why: string) =>
  new InputError(
    `The plugin package "${name}" cannot be loaded: ${why} Give the name of an installed package, or the path of a folder or file, by --plugin.`,
  );
export const noPlugins = (name: string) =>
  new InputError(
    `"${name}" exports no plugin. A plugin is made by defineStrategy, defineMethod, defineBackbone, ... of @codistill/core and exported by name.`,
  );
export const failingPlugin = (where: string, why: string) =>
  new InputError(`${where} fails before its first step: ${why}`);
export const inMethod = (method: string, error: Error) =>
  new InputError(`The method "${method}" cannot be trained. ${error.message}`);
export const answersNotFinite = (path: string, peers: readonly string[], split: string) =>
  new InputError(
    `What ${listed(peers)} of ${path} ${peers.length === 1 ? 'answers' : 'answer'} on the ${split} split are not finite numbers: its training had diverged, though its weights are still finite. Take an earlier checkpoint, or a run with a lower learning rate.`,
  );
export const failingEvaluation = (where: string, why: string) =>
  new InputError(`${where} fails: ${why}`);

/** @param owner - 'process 17 on alpha'. */
export const folderInUse = (folder: string, owner: string) =>
  new InputError(
    `${folder} is in use by another codistill (${owner}). Wait for it, end it, or choose another folder with --out.`,
  );
export const runInUse = (folder: string, owner: string) =>
  new InputError(
    `${folder} is being trained by ${owner}, which still works. Wait until it ends, or end it, and start again.`,
  );
export const twoResults = (mine: string, other: string) =>
  new Error(
    `${mine} differs from ${other}, although both are results of one run. Compare them: the machines or versions that made them compute differently.`,
  );
/** The message for an error of the system without words for a user. */
export const noSpace = (path: string) =>
  `${path} could not be written: no space is left on its disk. Free some and start again.`;
/** @param here - 'codistill 0.1.0 instead of 0.2.0', for each that differs. */
export const otherVersions = (here: readonly string[]) =>
  new InputError(
    `This machine has ${listed(here)}, and the study was checked with the latter. Install the same versions on every machine, or keep the jobs off this one.`,
  );
export const otherEngine = (here: string, expected: string) =>
  new InputError(
    `The engine of this machine is ${here}, and the study was checked with ${expected}. Give --runtime, --device and --threads so that every machine has the same.`,
  );
export const otherData = (folder: string, splits: readonly string[]) =>
  new InputError(
    `The data in ${folder} of this machine are not those with which the study was checked: ${listed(splits)} ${splits.length === 1 ? 'differs' : 'differ'}. Put the same files on every machine.`,
  );
export const onHost = (host: string, message: string) => `On ${host}: ${message}`;
export const cannotLeave = (launcher: string) =>
  new InputError(
    `The jobs of the launcher "${launcher}" end with the command, so they cannot be left or cancelled later. Leave --detach and --cancel out, or choose another --launcher.`,
  );
export const noJob = (folder: string) =>
  new InputError(
    `${folder} holds no job.json, which says what to train. Name the folder of a run that \`codistill compare\` or \`codistill run\` wrote.`,
  );
export const anotherStudy = (folder: string, fields: readonly string[]) =>
  new InputError(
    `${folder} holds another study. These fields differ (there / here): ${fields.join('; ')}. Choose another folder with --out, or give the options of that one.`,
  );
const changed = ({ what, runs }: { readonly what: string; readonly runs: readonly string[] }) =>
  `${what} changed after ${runs.slice(0, 5).join(', ')}${runs.length > 5 ? ` and ${runs.length - 5} more` : ''} ${runs.length === 1 ? 'was' : 'were'} trained`;
/** @param changes - Each change has the runs that were trained before it. */
export const changedSources = (
  folder: string,
  changes: readonly { readonly what: string; readonly runs: readonly string[] }[],
) =>
  new InputError(
    `${folder} holds runs of other code or data, which would be averaged with new ones: ${changes.map(changed).join('; ')}. Put back what was there, remove those runs to train them anew, choose another folder with --out, or go on by --anyway, which the report then says.`,
  );
/** One sentence for a study in which nothing is trained with what changed. */
export const changeWarning = (change: {
  readonly what: string;
  readonly runs: readonly string[];
}): string => `Warning: ${changed(change)}.`;
export const anotherRun = (folder: string, fields: readonly string[]) =>
  new InputError(
    `${folder} holds a run of another experiment. These fields differ (there / here): ${fields.join('; ')}. Choose another folder with --out.`,
  );
export const notAStudy = (folder: string) =>
  new InputError(
    `${folder} holds no study: it has no study.json. Name the folder that \`codistill compare\` wrote.`,
  );
export const unreadableState = (path: string) =>
  new InputError(
    `${path} is not complete JSON, although it was written atomically. Restore it from a copy, or remove it to do that part again.`,
  );
export const foreignFolder = (folder: string) =>
  new InputError(
    `${folder} holds files, but no study of codistill. Choose an empty or new folder with --out.`,
  );
export const unknownSplit = (split: string, known: readonly string[]) =>
  new InputError(
    `The dataset has no split "${split}".${didYouMean(split, known)} It has: ${listed(known)}.`,
  );
export const missingCheckpoint = (path: string) =>
  new InputError(
    `${path} does not exist. Name a checkpoint, such as runs/start/runs/mutual/seed-1/checkpoint.safetensors.`,
  );

export const notBuilt = (path: string) =>
  new Error(`${path} is not built. Run \`npm run build\` in the repository first.`);
/**
 * The message about a process that ended without a result. `how` is its signal or exit code,
 * `output` is its last output, and `tries` is the number of attempts.
 */
export const died = (what: string, how: string, output: string, tries = 1) =>
  `${what} died (${how})${tries === 1 ? '' : ` and was tried ${tries} times`}.${output === '' ? '' : ` Its last output: ${output}`}`;
