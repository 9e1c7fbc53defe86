import path from 'node:path';
import type { Registry } from '@codistill/core';
import { parseExperiment } from '@codistill/core/engine';
import type { NamedLauncher, RunNews, RunResult } from '@codistill/study';
import {
  cancelRuns,
  cannotLeave,
  defaultMetrics,
  died,
  hasBegun,
  launcherOf,
  loadRegistry,
  methodWeightsInRun,
  methodWeightsOf,
  parseUse,
  type RunStatus,
  readConfigFile,
  readResult,
  trainFolder,
  waitingRun,
} from '@codistill/study';
import { anywayWithoutResume, runExists } from '../errors.ts';
import { exitCodes } from '../exit.ts';
import { metricsTable } from '../screen/metricsTable.ts';
import { runText } from '../screen/screen.ts';
import {
  command,
  engineArgs,
  evaluateArg,
  evaluateOf,
  jsonArg,
  launcherArgs,
  oneOf,
  pluginArg,
  print,
  printJson,
  say,
  valuesOf,
  wholeNumber,
} from './command.ts';
import { onInterrupt } from './interrupt.ts';
import { type JobsFlags, notBoth, sayCancelled } from './jobsFlags.ts';

export const run = command({
  name: 'run',
  about: 'Train one experiment from a file',
  more: 'The file holds an experiment: dataset, networks, strategy, optimizer, learningRate, epochs, batchSize, seed. See `codistill schema experiment`.',
  examples: [
    ['codistill run experiment.json', 'into runs/experiment'],
    ['codistill run experiment.ts --out runs/mine', 'from TypeScript: export default { ... }'],
    ['codistill run experiment.json --resume', 'resume it after an interruption'],
  ],
  args: {
    file: {
      type: 'positional',
      required: true,
      description: 'A TypeScript, JavaScript or JSON file.',
    },
    out: {
      type: 'string',
      valueHint: 'FOLDER',
      description: 'Folder of the run; default runs/ and the name of the file.',
    },
    resume: { type: 'boolean', description: 'Resume the run in the folder.' },
    anyway: {
      type: 'boolean',
      description: 'With --resume: although its plugins or data changed since its checkpoint.',
    },
    ...evaluateArg,
    ...launcherArgs,
    ...engineArgs,
    ...pluginArg,
    ...jsonArg,
  },
  async run(given, raw) {
    const cwd = process.cwd();
    const plugins = valuesOf('plugin', raw);
    const registry = await loadRegistry(plugins, cwd);
    const file = path.resolve(cwd, given.file);
    const written = parseExperiment(await readConfigFile(file), file);
    const evaluate = evaluateOf(given.evaluate);
    const experiment = evaluate === undefined ? written : { ...written, evaluate };
    for (const [id, spec] of Object.entries(experiment.networks))
      if (methodWeightsOf(spec)) throw methodWeightsInRun(id);
    const folder = path.resolve(
      cwd,
      given.out ?? path.join('runs', path.basename(file).replace(/\.[^.]+$/, '')),
    );
    const launcher = launcherFor(given, registry);
    if (given.cancel) {
      sayCancelled(await cancelRuns([{ id: path.basename(folder), where: folder }], launcher));
      return exitCodes.ok;
    }
    if (given.anyway && !given.resume) throw anywayWithoutResume();
    const begun = hasBegun(folder) && !(await readResult(folder));
    if (begun && !given.resume) throw runExists(folder);
    const threads = wholeNumber('threads', given.threads);
    const device = oneOf('device', given.device, ['cpu', 'gpu']);
    const job = {
      kind: 'train',
      plugins,
      cwd,
      weightsFrom: cwd,
      data: path.resolve(cwd, given.data ?? process.env['CODISTILL_DATA'] ?? '.'),
      engine: {
        runtime: given.runtime === undefined ? 'auto' : parseUse(given.runtime),
        networks: Object.keys(experiment.networks).length,
        ...(threads !== undefined && { threads }),
        ...(device && { device }),
      },
      folder,
      method: path.basename(folder),
      experiment,
      observers: [],
      weights: {},
      viewThreads: 1,
      checkpointSeconds: Number(process.env['CODISTILL_CHECKPOINT_SECONDS'] ?? 30),
    } as const;
    const status = waitingRun(folder, job.method, experiment.seed);
    const interruption = onInterrupt(launcher.launcher.outlives === true);
    const ending = await trainFolder(job, {
      launcher,
      hear: given.json ? () => {} : teller(status),
      anyway: given.anyway === true,
      detach: given.detach === true,
      onStop: interruption.onStop,
    }).finally(interruption.end);
    if (ending.type === 'left') {
      say(`Its job works on without this command. The same command with --resume follows it.`);
      return given.detach ? exitCodes.ok : exitCodes.interrupted;
    }
    if (ending.type === 'stopped' || ending.type === 'inVain') {
      say(`Stopped. \`codistill run ${given.file} --resume\` continues the run.`);
      return exitCodes.interrupted;
    }
    if (ending.type === 'died') throw new Error(died('The run', ending.how, ending.output));
    if (ending.type === 'failed')
      throw Object.assign(new Error(ending.message), {
        name: ending.kind === 'input' ? 'InputError' : 'Error',
      });
    return tell(ending.result, folder, given.json === true);
  },
});

/** @throws InputError if the jobs of the launcher end with the command, and it should be left. */
function launcherFor(given: JobsFlags, registry: Registry): NamedLauncher {
  notBoth(given);
  const use = given.launcher === undefined ? undefined : parseUse(given.launcher);
  const launcher = launcherOf(use, registry);
  if ((given.detach || given.cancel) && !launcher.launcher.outlives)
    throw cannotLeave(launcher.name);
  return launcher;
}

function teller(status: RunStatus): (message: RunNews) => void {
  let epoch = -1;
  return (message) => {
    if (message.type === 'engine') say(`Engine: ${message.engine.because}`);
    if (message.type === 'started')
      Object.assign(status, {
        state: 'running',
        steps: message.steps,
        stepsPerEpoch: message.stepsPerEpoch,
      });
    if (message.type !== 'progress') return;
    Object.assign(status, message);
    const now = Math.floor(status.step / status.stepsPerEpoch);
    if (now > epoch) say(runText({ ...status, step: Math.max(0, status.step - 1) }));
    epoch = now;
  };
}

function tell(result: RunResult, folder: string, json: boolean): number {
  if (json) printJson({ folder, ...result });
  else if (result.status === 'finished') {
    print(metricsTable(result.last, result.metrics ?? defaultMetrics));
    print(`Saved in ${path.relative(process.cwd(), folder) || folder}.`);
  }
  if (result.status === 'finished') return exitCodes.ok;
  say(result.message);
  return exitCodes.failure;
}
