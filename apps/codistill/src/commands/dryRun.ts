import type { Registry } from '@codistill/core';
import { clock } from '@codistill/observers';
import type { Study } from '@codistill/study';
import { armsOf, machineBytes, memorySize, totalOf } from '@codistill/study';
import { exitCodes } from '../exit.ts';
import { plainTable } from '../screen/comparisonTable.ts';
import { print, printJson, say } from './command.ts';
import { type EstimatedMethod, estimateOf } from './estimate.ts';

/**
 * Shows what a study would run and how long it would take, from a few timed steps of each method.
 * It writes nothing.
 */
export async function dryRun(
  study: Study,
  registry: Registry,
  options: {
    readonly cwd: string;
    readonly out: string;
    readonly json: boolean;
    readonly jobs?: number;
  },
): Promise<number> {
  const arms = armsOf(study, registry);
  if (!options.json) say('Timing a few steps of each method ...');
  const { engine, runs, atOnce, secondsLeft, methods } = await estimateOf(
    study,
    arms,
    registry,
    options,
  );
  if (options.json) {
    printJson({ folder: options.out, engine, atOnce, secondsLeft, methods });
    return exitCodes.ok;
  }
  print(tableOf(methods));
  print(`${runs} runs, ${atOnce} at once, on ${engine.because}`);
  print(memoryText(methods, atOnce));
  print(
    `About ${clock(secondsLeft)} of training, without evaluation, if simultaneous runs do not slow each other down. Nothing was written.`,
  );
  return exitCodes.ok;
}

function tableOf(methods: readonly EstimatedMethod[]): string {
  const rows = methods.map((method) => [
    `${method.method}${method.compared ? '' : ' (its networks are needed)'}`,
    Object.entries(method.parameters)
      .map(([id, count]) => `${id} ${count.toLocaleString('en')}`)
      .join('\n'),
    method.runs === 0
      ? 'those of an equal method'
      : `${method.runs}${method.done > 0 ? `, ${method.done} done` : ''}`,
    String(method.stepsPerRun),
    `${method.forwardPasses} + ${method.backwardPasses}`,
    memorySize(totalOf(method.memory)),
    `${(1000 * (method.secondsPerStep ?? 0)).toFixed(0)} ms`,
    clock(method.secondsPerRun),
  ]);
  return plainTable(
    [
      'method',
      'parameters',
      'runs',
      'steps a run',
      'passes, forward + backward',
      'memory, at least',
      'a step',
      'time a run',
    ],
    rows,
    [2, 3, 4, 5, 6, 7],
  );
}

/** What takes the memory of the largest run, and how much the timed steps took. */
function memoryText(methods: readonly EstimatedMethod[], atOnce: number): string {
  const { memory } = methods.reduce((a, b) => (totalOf(b.memory) > totalOf(a.memory) ? b : a));
  const peak = 2 ** 20 * methods.reduce((most, { megabytes = 0 }) => Math.max(most, megabytes), 0);
  const [data, views, weights, activations] = [
    memory.data,
    memory.views,
    memory.weights,
    memory.activations,
  ].map(memorySize);
  return `The largest run holds at least ${memorySize(totalOf(memory))}: data ${data}, views ${views}, weights and gradients ${weights}, and ${activations} that gradients need of a batch. With its engine, the timed steps took up to ${memorySize(peak)}; ${atOnce} at once take ${memorySize(atOnce * peak)} of this machine's ${memorySize(machineBytes())}.`;
}
