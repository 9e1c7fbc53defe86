// Every error of this package: what was found, what was expected, what to do.
import type { z } from 'zod';
import { plainIssues, reasonOf, valueAt } from './issues.ts';
import { parseEdge } from './names/edges.ts';
import { parseMetric } from './names/metrics.ts';
import { parsePeer } from './names/peers.ts';
import type { Unlike } from './step/weights.ts';

/**
 * A mistake of whoever called: in a configuration, an option, a file. Commands print its message
 * alone and exit with 2.
 */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** Whether an error is an `InputError`, of any copy of this package: a plugin may bring its own. */
export const isInputError = (error: unknown): error is InputError =>
  error instanceof Error && error.name === 'InputError';

const listed = (names: readonly string[]) => (names.length === 0 ? 'none' : names.join(', '));

/** The known name that is nearest to `name` in letters, where one is near enough to be meant. */
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
const didYouMean = (name: string, known: readonly string[]) => {
  const near = nearest(name, known);
  return near === undefined ? '' : ` Did you mean "${near}"?`;
};

export const unknownPlugin = (kind: string, name: string, known: readonly string[]) =>
  new InputError(
    `No ${kind} is called "${name}".${didYouMean(name, known)} Known: ${listed(known)}.`,
  );
export const duplicatePlugin = (kind: string, name: string) =>
  new InputError(
    `Two plugins are called ${kind} "${name}". Rename one of them, or leave one module out.`,
  );
export const builtDefault = (option: string) =>
  new Error(
    `The option "${option}" has a built plugin as its default, which data cannot name. Replace it: dataOptions(plugin.options.omit({ ${option}: true })), extended by an option of your own.`,
  );
export const outOfRange = (option: string, value: unknown, step: number, why: string) =>
  new InputError(
    `The schedule of the option "${option}" gives ${String(value)} at step ${step}: ${why}. Give a schedule whose values stay in that range.`,
  );
export const wrongUse = (kind: string, use: unknown) =>
  new InputError(
    `A ${kind} was expected, its name or { "use": name, ...options }, but ${JSON.stringify(use) ?? String(use)} was found.`,
  );
export function wrongOptions(
  kind: string,
  id: string,
  error: z.ZodError,
  known: readonly string[],
  given: unknown,
): InputError {
  const sentences = plainIssues(error.issues).map((issue) => {
    if (issue.code === 'unrecognized_keys')
      return `has no option "${issue.keys.join('", "')}".${didYouMean(issue.keys[0] ?? '', known)} It takes: ${listed(known)}.`;
    return `option "${issue.path.join('.')}" is ${valueAt(issue, given) ?? 'undefined'}: ${reasonOf(issue)}.`;
  });
  return new InputError(`The ${kind} "${id}" ${sentences.join(' Also, it ')}`);
}
export const missingTensor = (network: string, path: string, known: readonly string[]) =>
  new Error(
    `"${network}" asks for the tensor "${path}", which its state lacks. It has ${known.length}: ${listed(known.slice(0, 5))} ... A backbone must ask for the same tensors in every call.`,
  );
export const wrongShape = (
  network: string,
  path: string,
  found: readonly number[],
  expected: readonly number[],
) =>
  new Error(
    `The tensor "${path}" of "${network}" has the shape [${found}], but [${expected}] is asked for. Are these weights of another backbone?`,
  );
export const twoTensors = (network: string, path: string) =>
  new Error(
    `Two tensors of "${network}" are named "${path}". Give one of the layers another scope: scope.at('other').`,
  );
export const noFeatures = (loss: string) =>
  new InputError(
    `The loss "${loss}" compares features, and a peer has none. Use a backbone that returns \`features\`, or set the weight of this loss to 0.`,
  );
export const unlikeFeatures = (a: readonly number[], b: readonly number[]) =>
  new InputError(
    `Features of the shapes [${a}] and [${b}] cannot be compared. Adapt the student's to the teacher's channels first (\`adapt\` of @codistill/strategies).`,
  );
export const emptyFlow = () =>
  new InputError(
    'The flow has no edges, so there is nothing to learn. A strategy returns at least one edge.',
  );
export const unknownPeer = (id: string, known: readonly string[]) =>
  new InputError(
    `The flow names the peer "${id}", which does not exist.${didYouMean(id, known)} Peers: ${listed(known)}.`,
  );
export const teachesFrozen = (edge: string, id: string) =>
  new InputError(
    `The edge ${edge} teaches "${id}", which does not learn (it is frozen, or follows another network). Leave the edge out: \`peers.filter((peer) => peer.learns)\`.`,
  );
export const twoEdges = (name: string) =>
  new InputError(
    `Two edges are called ${name}. Give one of their losses another name, or add them up in one edge.`,
  );
export const virtualNamedAsPeer = (id: string) =>
  new InputError(`The virtual peer "${id}" has the name of a peer. Give it another.`);
/** The first line of a stack that is neither TensorFlow.js nor this package: whose code it was. */
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
export const hostReadInStep = (what: string, stack: string) =>
  new InputError(
    `${what} was called inside the training step${culprit(stack)}: a step never reads a tensor back. Decide with tensors (tf.less, tf.where), or in the strategy's plan.`,
  );
export const noStateLoaded = () =>
  new Error('The program has no state yet. Call load(state) first.');
export const unknownLook = (network: string, known: readonly string[]) =>
  new InputError(
    `The strategy lets the network "${network}" look, which does not exist.${didYouMean(network, known)} Networks: ${listed(known)}.`,
  );
export const missingView = (view: string, known: readonly string[]) =>
  new Error(`The view "${view}" was not made for this step. Views: ${listed(known)}.`);
export const missingHead = (network: string, head: string, known: readonly string[]) =>
  new Error(
    `The backbone of "${network}" names the head "${head}", but its forward returned: ${listed(known)}. Return every head that \`heads\` names.`,
  );
export const unknownHold = (network: string, known: readonly string[]) =>
  new InputError(
    `The flow holds the network "${network}", which does not learn or does not exist. Networks that learn: ${listed(known)}.`,
  );
export function wrongExperiment(
  where: string,
  error: z.ZodError,
  known: readonly string[],
  given: unknown,
): InputError {
  const sentences = plainIssues(error.issues)
    .slice(0, 5)
    .map((issue) => {
      const at = issue.path.join('.');
      if (issue.code === 'unrecognized_keys') {
        const place = at === '' ? '' : ` in "${at}"`;
        return `has no field "${issue.keys.join('", "')}"${place}.${at === '' ? didYouMean(issue.keys[0] ?? '', known) : ''}`;
      }
      return `has ${at === '' ? 'a wrong form' : `"${at}" = ${valueAt(issue, given) ?? 'absent'}`}: ${reasonOf(issue)}.`;
    });
  return new InputError(`${where} ${sentences.join(' It also ')}`);
}
export const reservedName = (where: string, name: string, reserved: readonly string[]) =>
  new InputError(
    `${where} has a network called "${name}", and that name has a meaning already: reserved are ${listed(reserved)} and the members of every object, such as constructor. Rename the network.`,
  );
export const unusableName = (where: string, name: string) =>
  new InputError(
    `${where} has a network called ${JSON.stringify(name)}: a network is named with letters, digits, _ and -, beginning with a letter. Rename it.`,
  );
export const notARecord = (where: string, field: string) =>
  new InputError(
    `${where} has "${field}" with a prototype of its own, as { __proto__: ... } makes one, and what stands in it would be lost. Rename that key, or use a plain object.`,
  );
export const wrongScheduleValue = (
  { what, least, most }: { readonly what: string; readonly least: number; readonly most: number },
  value: unknown,
  step: number,
) =>
  new InputError(
    `${what} is ${String(value)} at step ${step}: a number ${most < Number.MAX_VALUE ? `from ${least} to ${most}` : `from ${least}`} was expected. Change the number or the schedule that gives it.`,
  );
export const wrongPlan = (name: string, value: unknown, step: number) =>
  new InputError(
    `The strategy's plan has "${name}" = ${String(value)} at step ${step}, and a finite number was expected. Change the option or the schedule that gives it.`,
  );
export const badFollow = (id: string, source: string, known: readonly string[], unlike: boolean) =>
  new InputError(
    known.includes(source)
      ? `The network "${id}" follows "${source}", ${unlike ? 'which has another backbone. Give both the same.' : 'which does not learn. Follow a network that learns.'}`
      : `The network "${id}" follows "${source}", which does not exist.${didYouMean(source, known)} Networks: ${listed(known)}.`,
  );
export const batchLargerThanData = (batchSize: number, size: number, shard: boolean) =>
  new InputError(
    `A batch has ${batchSize} examples, but ${shard ? 'each shard of the data' : 'the training data'} has ${size}. Make batchSize smaller, or train on more examples.`,
  );
export const tooFewExamples = (wanted: number, left: number, all: number) =>
  new InputError(
    `${wanted} examples are to be trained on, but ${left} of ${all} are left after the validation split. Ask for ${left} at most.`,
  );
export const classWithoutValidation = (label: number) =>
  new InputError(
    `Class ${label} has one training example, so that validation and training cannot both have one of it. Set validation: { fraction: 0, seed: 0 } to train without validation, or give the class a second example.`,
  );
export const missingPerturbation = (name: string, known: readonly string[]) =>
  new InputError(
    `The perturbation schedule names "${name}", which is not in the pool. The pool: ${listed(known)}.`,
  );
export const noCleanView = (view: string) =>
  new InputError(
    `The strategy looks at the view "${view}" of all networks' examples, but with shards: 'own' each network has its own. Leave shards out.`,
  );
export const notSafetensors = (path: string, why: string) =>
  new InputError(`${path} is no safetensors file: ${why}.`);
export const cutShort = (path: string, found: number, expected: number) =>
  new InputError(
    `${path} is cut short: ${found} bytes were found and ${expected} expected. Remove it to begin anew, or restore it from a copy.`,
  );
export const notCheckpoint = (path: string, found: string | undefined, expected: string) =>
  new InputError(
    `${path} is no checkpoint that this version reads: its format is ${found === undefined ? 'absent' : `"${found}"`}, "${expected}" was expected. Go on with the version that wrote it, or begin anew.`,
  );
export const anotherExperiment = (path: string, fields: readonly string[]) =>
  new InputError(
    `${path} is of another experiment. These fields differ (there / here): ${fields.join('; ')}. Use another folder, or the experiment of this one.`,
  );
export const anotherEngine = (
  path: string,
  fields: readonly { readonly field: string; readonly found: string; readonly expected: string }[],
) =>
  new InputError(
    `${path} was made with ${fields.map(({ field, found, expected }) => `the ${field === 'name' ? 'engine' : field} "${found}", this run has "${expected}"`).join('; ')}. The last bits would differ: resume with the same, or begin anew.`,
  );
export const missingWeights = (network: string) =>
  new InputError(
    `The network "${network}" starts from given weights, and none were given. Pass them to train() as weights: { ${network}: ... }; \`codistill\` does so from a checkpoint or a method's run.`,
  );
export const engineLacks = (engine: string, option: string, found: unknown, has: string) =>
  new InputError(
    `${option} is ${JSON.stringify(found)}, and the engine ${engine} has ${has} alone: leave ${option} out, or use the runtime "tensorflow".`,
  );
export const unknownEngineOption = (engine: string, option: string, known: readonly string[]) =>
  new InputError(
    `The engine ${engine} knows no option "${option}": it takes ${known.join(', ')}, so leave it out or correct its name.`,
  );
export const staleCheckpoint = (step: number) =>
  new Error(
    `The checkpoint of step ${step} was asked for after training went on. Ask for it before the next report.`,
  );

/** The first names of a list, and how many more there are. */
const firstOf = (names: readonly string[], count = 4) =>
  names.length <= count
    ? names.join(', ')
    : `${names.slice(0, count).join(', ')} and ${names.length - count} more`;
function differences({ missing, leftOver, unlike }: Unlike): string {
  return [
    ...(missing.length > 0 ? [`these are missing: ${firstOf(missing)}`] : []),
    ...(leftOver.length > 0 ? [`these have no place: ${firstOf(leftOver)}`] : []),
    ...(unlike.length > 0 ? [`these have another shape: ${firstOf(unlike)}`] : []),
  ].join('; ');
}
export const unlikeWeights = (network: string, path: string | undefined, unlike: Unlike) =>
  new InputError(
    `The weights ${path === undefined ? '' : `in ${path} `}for the network "${network}" are not of its backbone: ${differences(unlike)}. Give weights of the same backbone, options, image shape and number of classes.`,
  );
export const unknownWeights = (network: string, known: readonly string[]) =>
  new InputError(
    `Weights are given for the network "${network}", which does not exist.${didYouMean(network, known)} Networks: ${listed(known)}.`,
  );
export const unlikeState = (path: string, unlike: Unlike) =>
  new InputError(
    `${path} is not of the plugins that are here now: ${differences(unlike)}. Go on with the plugins that it was made with, or begin anew.`,
  );
export const weightsNotFinite = (path: string, names: readonly string[]) =>
  new InputError(
    `${path} ${path.startsWith('the weights') ? 'are' : 'is'} of a run that diverged: ${firstOf(names)} ${names.length === 1 ? 'holds a number that is' : 'hold numbers that are'} not finite. Take weights of a run that did not.`,
  );

/** Training that no longer has finite numbers. */
export class Diverged extends Error {
  override readonly name = 'Diverged';
  /** The last step that was taken, from 0. */
  readonly step: number;
  /** Where it was seen first. */
  readonly where: 'loss' | 'weights' | 'validation' | 'test';
  /** What is not finite: metrics of a step, tensors of the state, or peers. */
  readonly metrics: readonly string[];
  constructor(message: string, step: number, where: Diverged['where'], metrics: readonly string[]) {
    super(message);
    this.step = step;
    this.where = where;
    this.metrics = metrics;
  }
}
const remedy =
  'Training stopped and wrote no checkpoint of it. Lower the learning rate, or clip gradients (clipNorm).';
export function divergedLoss(step: number, metrics: readonly string[]): Diverged {
  const edges = metrics.flatMap((name) => {
    const { measure, of } = parseMetric(name);
    return measure === 'loss' && of !== undefined ? [of] : [];
  });
  const networks = [
    ...new Set(edges.map((edge) => parsePeer(parseEdge(edge)?.to ?? edge).network)),
  ];
  return new Diverged(
    `At step ${step} the loss is not a finite number: ${edges.length > 0 ? `edge ${edges.join(', ')} of network ${networks.join(', ')}` : metrics.join(', ')}. ${remedy}`,
    step,
    'loss',
    metrics,
  );
}
/** 'networks/a/params/kernel' in words: 'kernel of network a'. */
function owned(path: string): string {
  const [owner, ...rest] = path.split('/');
  const [name, of] =
    owner === 'networks' ? [rest.slice(2), `network ${rest[0]}`] : [rest.slice(1), 'the strategy'];
  return `${name.join('/')} of ${of}`;
}
export const divergedWeights = (step: number, tensors: readonly string[]): Diverged =>
  new Diverged(
    `After step ${step} weights are not finite numbers: ${firstOf(tensors.map(owned))}. ${remedy}`,
    step,
    'weights',
    tensors,
  );
export const divergedAnswers = (
  step: number,
  split: 'validation' | 'test',
  peers: readonly string[],
  tensors: readonly string[],
): Diverged =>
  new Diverged(
    `After step ${step} the answers of ${firstOf(peers)} on the ${split} split are not finite numbers, ${tensors.length === 0 ? 'though all weights are' : `for these weights are not: ${firstOf(tensors.map(owned))}`}. ${remedy}`,
    step,
    split,
    peers,
  );
