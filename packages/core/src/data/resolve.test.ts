import { expect, it } from 'vitest';
import type { Experiment } from '../contracts/experiment.ts';
import { defineDataset } from '../plugins/defineData.ts';
import { createRegistry, type Registry } from '../plugins/registry.ts';
import { experiment, registry } from '../testing/plugins.ts';
import { noFiles } from './noFiles.ts';
import { closingData, resolveExperiment } from './resolve.ts';

let open = 0;
/** The stripes, and a count of how many are open. Where `stuck` is true they do not close. */
const counted = (stuck = false) =>
  defineDataset({
    id: 'counted',
    about: 'Stripes that count.',
    create: () => ({
      async open(files, given) {
        open++;
        const close = async () => {
          open--;
          if (stuck) throw new Error('It does not close.');
        };
        return { ...(await registry.build('dataset', 'stripes').open(files, given)), close };
      },
    }),
  });
const resolving = (changes: Partial<Experiment> = {}, stuck = false) =>
  resolveExperiment(
    experiment({ dataset: 'counted', ...changes }),
    createRegistry([{ plugins: [...registry.list(), counted(stuck)] }]) as unknown as Registry,
    noFiles,
  );

it('the data stays open where an experiment is resolved, and no longer than its use', async () => {
  const resolved = await resolving();
  expect(open).toBe(1);
  await resolved.data.close?.();
  expect(open).toBe(0);
  expect(await closingData(resolving(), () => open)).toBe(1);
  expect(open).toBe(0);
  const fails = closingData(resolving(), () => {
    throw new Error('Its use fails.');
  });
  await expect(fails).rejects.toThrow('Its use fails.');
  expect(open).toBe(0);
});

it.each([
  ['a batch is larger than the data', { batchSize: 500 }],
  ['validation leaves no examples', { validation: { fraction: 0.9999, seed: 0 } }],
] as [string, Partial<Experiment>][])('the data is closed where %s', async (_, changes) => {
  await expect(resolving(changes)).rejects.toMatchObject({ name: 'InputError' });
  expect(open).toBe(0);
  await expect(resolving(changes, true)).rejects.toMatchObject({ name: 'InputError' });
  expect(open).toBe(0);
});
