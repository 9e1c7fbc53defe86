import path from 'node:path';
import { InputError } from '@codistill/core';
import type { Message } from '@codistill/study';
import { died, loadRegistry, parseUse, spawnWorker } from '@codistill/study';
import { wrongFlag } from '../errors.ts';
import { exitCodes } from '../exit.ts';
import { metricsTable } from '../screen/metricsTable.ts';
import {
  command,
  engineArgs,
  jsonArg,
  oneOf,
  pluginArg,
  print,
  printJson,
  valuesOf,
  wholeNumber,
} from './command.ts';

export const evaluate = command({
  name: 'evaluate',
  about: 'Evaluate the networks of a checkpoint',
  examples: [
    [
      'codistill evaluate runs/start/runs/mutual/seed-1/checkpoint.safetensors',
      'on the test split',
    ],
    [
      'codistill evaluate runs/one/checkpoint.safetensors --split test,validation --json',
      'on two splits, as JSON',
    ],
  ],
  args: {
    checkpoint: {
      type: 'positional',
      required: true,
      description: 'The checkpoint.safetensors of a run, or the folder of the run.',
    },
    split: {
      type: 'string',
      valueHint: 'S,...',
      description: 'test (default), validation, train, or another split of the dataset.',
    },
    ...engineArgs,
    ...pluginArg,
    ...jsonArg,
  },
  async run(given, raw) {
    const cwd = process.cwd();
    const plugins = valuesOf('plugin', raw);
    await loadRegistry(plugins, cwd);
    const splits = (given.split ?? 'test').split(',').filter((split) => split !== '');
    if (splits.length === 0)
      throw wrongFlag('split', given.split ?? '', 'the name of a split such as test');
    const threads = wholeNumber('threads', given.threads);
    const device = oneOf('device', given.device, ['cpu', 'gpu']);
    const engine = {
      runtime: given.runtime === undefined ? 'auto' : parseUse(given.runtime),
      // Networks are evaluated one after the other, so each operation may use all threads.
      networks: 1,
      ...(threads !== undefined && { threads }),
      ...(device && { device }),
    } as const;
    let evaluated: Extract<Message, { type: 'evaluated' }> | undefined;
    const work = spawnWorker(
      {
        kind: 'evaluate',
        plugins,
        cwd,
        data: path.resolve(cwd, given.data ?? process.env['CODISTILL_DATA'] ?? '.'),
        engine,
        path: path.resolve(cwd, given.checkpoint),
        splits,
      },
      (message) => {
        if (message.type === 'evaluated') evaluated = message;
      },
    );
    const ending = await work.ended;
    if (ending.type === 'failed')
      throw ending.kind === 'input' ? new InputError(ending.message) : new Error(ending.message);
    if (ending.type === 'died' || !evaluated)
      throw new Error(
        died(
          'The evaluation',
          ending.type === 'died' ? ending.how : ending.type,
          ending.type === 'died' ? ending.output : '',
        ),
      );
    if (given.json) printJson({ ...evaluated.about, metrics: evaluated.metrics });
    else print(metricsTable(evaluated.metrics, evaluated.measured));
    return exitCodes.ok;
  },
});
