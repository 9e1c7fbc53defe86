import { existsSync } from 'node:fs';
import path from 'node:path';
import { isInputError } from '@codistill/core';
import { openDataset, sizeText } from '@codistill/core/engine';
import { chooseRuntime, environment, folderFiles, sharpDecoder } from '@codistill/node';
import { loadRegistry } from '@codistill/study';
import { exitCodes } from '../exit.ts';
import { command, engineArgs, jsonArg, oneOf, print, printJson } from './command.ts';

export const doctor = command({
  name: 'doctor',
  about: 'Show which engine, data and versions are installed, and why faster engines are not used',
  examples: [
    ['codistill doctor', 'everything'],
    ['codistill doctor --data DATA', 'whether the data in a folder is complete'],
    ['codistill doctor --device gpu', 'whether the GPU is used'],
  ],
  args: { data: engineArgs.data, device: engineArgs.device, ...jsonArg },
  async run(given) {
    process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
    const around = environment(['codistill']);
    const device = oneOf('device', given.device, ['cpu', 'gpu']);
    const chosen = await chooseRuntime(device ? { device } : {});
    const folder = path.resolve(given.data ?? process.env['CODISTILL_DATA'] ?? '.');
    const data = await checkData(folder);
    const engine = {
      name: chosen.runtime.name,
      device: chosen.runtime.device,
      because: chosen.because,
    };
    if (given.json) {
      printJson({
        engine,
        others: chosen.others,
        data: { folder, datasets: data },
        environment: around,
      });
      return exitCodes.ok;
    }
    print(
      [
        `Engine: ${chosen.because}`,
        ...chosen.others.map(({ name, why }) => `  not ${name}: ${why}`),
        `Machine: ${around.cpu}, ${around.cores} cores, ${around.memoryGiB} GiB${around.cpuFeatures.length > 0 ? `, ${around.cpuFeatures.join(' ')}` : ''}`,
        `System: ${around.platform}, Node ${around.node}`,
        `Data, looked for in ${folder}${existsSync(folder) ? '' : ' (which does not exist)'}:`,
        ...data.map(({ id, state }) => `  ${id}: ${state.split(': ')[0]}`),
        'Versions:',
        ...Object.entries(around.versions).map(([name, version]) => `  ${name} ${version}`),
      ].join('\n'),
    );
    return exitCodes.ok;
  },
});

/** Opens every dataset that needs no options. */
async function checkData(
  folder: string,
): Promise<{ readonly id: string; readonly state: string }[]> {
  const registry = await loadRegistry();
  const states = [];
  for (const { id } of registry.list('dataset')) {
    try {
      const { facts, splits, close } = await openDataset(
        id,
        registry.build('dataset', id),
        folderFiles(folder),
        { batchSize: 1, decoder: sharpDecoder() },
      );
      const sizes = Object.entries(splits).map(([split, { size }]) => `${split} ${size}`);
      const shape = facts.size === 'varies' ? 'several sizes' : sizeText(facts.size);
      states.push({
        id,
        state: `${sizes.join(', ')} examples${facts.classes === undefined ? '' : `, ${facts.classes} classes`}, ${shape}x${facts.channels}`,
      });
      await close?.();
    } catch (error) {
      if (!isInputError(error)) throw error;
      if (id !== 'arrays') states.push({ id, state: error.message });
    }
  }
  return states;
}
