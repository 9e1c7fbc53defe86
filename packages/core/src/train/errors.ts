// Errors about a run: what was found, what was expected, what to do.
import { firstOf, InputError } from '../errors.ts';
import { parseEdge } from '../names/edges.ts';
import { parseMetric } from '../names/metrics.ts';
import { parsePeer } from '../names/peers.ts';

export const missingWeights = (network: string) =>
  new InputError(
    `The network "${network}" starts from given weights, and none were given. Pass them to train() as weights: { ${network}: ... }; \`codistill\` does so from a checkpoint or a method's run.`,
  );
export const staleCheckpoint = (step: number) =>
  new Error(
    `The checkpoint of step ${step} was asked for after training went on. Ask for it before the next report.`,
  );
export const stalePredictions = (step: number) =>
  new Error(
    `The predictions of step ${step} were asked for after training went on. Ask for them in \`see\`, \`keep\` or \`kept\`, or before the next report.`,
  );
export const unnamedObserver = (position: number, name: unknown) =>
  new InputError(
    `The observer at position ${position} has the name ${JSON.stringify(name) ?? 'undefined'}, and a text was expected. Give it \`name\`, or make it with defineObserver, which names it.`,
  );
export const sameObserver = (name: string) =>
  new InputError(
    `Two observers of this run are called "${name}", and checkpoints find what an observer saved by its name. Rename one: renamed(observer, "${name}-2").`,
  );
export const wrongWish = (name: string, wish: unknown) =>
  new Error(
    `The observer "${name}" answered ${typeof wish === 'string' ? JSON.stringify(wish) : `a value of type ${typeof wish}`} to a report, and nothing, "stop" or "checkpoint" was expected. Correct its \`see\`.`,
  );
export const wrongSave = (name: string, saved: unknown) =>
  new Error(
    `The observer "${name}" saved ${saved === null ? 'null' : `a value of type ${typeof saved}`}, and a text was expected. Correct its \`save\`.`,
  );
export const wrongPlan = (name: string, value: unknown, step: number) =>
  new InputError(
    `The strategy's plan has "${name}" = ${String(value)} at step ${step}, and a finite number was expected. Change the option or the schedule that gives it.`,
  );
/** Training produced numbers that are not finite. */
export class Diverged extends Error {
  override readonly name = 'Diverged';
  /** The last step that was taken, counted from 0. */
  readonly step: number;
  /** Where the check first found it. */
  readonly where: 'loss' | 'weights' | 'validation' | 'test';
  /**
   * The names of the values that are not finite: metrics of a step, tensors of the state, or peers.
   */
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
/** The path of a tensor in words: 'networks/a/params/kernel' becomes 'kernel of network a'. */
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
