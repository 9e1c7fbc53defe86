import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseExperiment } from '../data/experiment.ts';
import { inMemory } from '../data/inMemory.ts';
import { noFiles } from '../data/noFiles.ts';
import { resolveExperiment } from '../data/resolve.ts';
import { supervised } from '../flow/edges.ts';
import { defineDataset, defineOrder } from '../plugins/defineData.ts';
import { defineStrategy, defineTask } from '../plugins/defineTraining.ts';
import { createRegistry, type Registry } from '../plugins/registry.ts';
import { experiment, registry } from '../testing/plugins.ts';
import { classification } from './classification.ts';

const tags = defineDataset({
  id: 'tags',
  about: 'Two bits.',
  create: () => ({
    open: async () =>
      inMemory(
        { channels: 1, size: { height: 3, width: 3 }, mean: [0.5], std: [0.5] },
        {
          train: {
            pixels: new Uint8Array(9 * 40),
            targets: { kind: 'bits', width: 2, values: new Uint8Array(80) },
          },
        },
      ),
  }),
});
const bits = defineTask({
  id: 'tagging',
  about: 'Bits without groups.',
  create: () => {
    const { groups: _, ...rest } = classification();
    return {
      ...rest,
      distribution: 'bernoulli',
      takes: ['bits'],
      fit: () => ({ outputs: 2, facts: {} }),
      encode: ({ values }, positions) =>
        Float32Array.from(
          { length: 2 * positions.length },
          (_, i) => values[2 * positions[i >> 1]! + (i & 1)]!,
        ),
    };
  },
});
const paired = defineOrder({
  id: 'paired',
  about: 'Needs groups.',
  create: () => ({ grouped: true, epoch: (groups) => groups.map((_, i) => i) }),
});
const warm = defineStrategy({
  id: 'warm',
  about: 'A temperature that bits do not have.',
  options: z.object({ temperature: z.number().default(1).describe('It.') }),
  create: () => ({
    idle: { bernoulli: ['temperature'] },
    flow: (peers) => ({ edges: supervised(peers) }),
  }),
});
const known = createRegistry([
  { plugins: [...registry.list(), tags, bits, paired, warm] },
]) as Registry;
const resolved = (changes: object) =>
  resolveExperiment(experiment({ strategy: 'warm', ...changes }), known, noFiles);

describe('the default task', () => {
  it('is found by every registry, and is not written into experiments', () => {
    expect(createRegistry([]).find('task', 'classification').plugin).toBe(classification);
    expect(createRegistry([]).list()).toEqual([]);
    expect(Object.keys(parseExperiment(experiment()))).not.toContain('task');
  });
  it('is the same as the task that is given by name', async () => {
    const [one, other] = [await resolved({}), await resolved({ task: 'classification' })];
    expect(other.split).toEqual(one.split);
    expect(other.setup.setting).toEqual(one.setup.setting);
    expect(one.setup.setting).toMatchObject({ distribution: 'categorical', outputs: 3 });
  });
});

describe('a task that does not fit is refused before training', () => {
  it('by its dataset', async () => {
    await expect(resolved({ dataset: 'tags' })).rejects.toThrow(
      'The dataset "tags" labels each example with bits, and the task "classification" takes one class.',
    );
    await expect(resolved({ task: 'tagging' })).rejects.toThrow(
      'labels each example with one class, and the task "tagging" takes bits',
    );
    const { setup } = await resolved({ dataset: 'tags', task: 'tagging' });
    expect(setup.setting).toMatchObject({ distribution: 'bernoulli', outputs: 2 });
  });
  it('by an order that needs groups', async () => {
    await expect(resolved({ dataset: 'tags', task: 'tagging', order: 'paired' })).rejects.toThrow(
      'The order "paired" needs groups of examples, such as classes, and the task "tagging" has none.',
    );
  });
  it('by an option without effect that is set', async () => {
    const with_ = (temperature: number) =>
      resolved({ dataset: 'tags', task: 'tagging', strategy: { use: 'warm', temperature } });
    await expect(with_(2)).rejects.toThrow(
      'The option "temperature" of the strategy "warm" is 2, but it has no effect for the distribution "bernoulli".',
    );
    await expect(with_(1)).resolves.toBeDefined();
    await expect(resolved({ strategy: { use: 'warm', temperature: 2 } })).resolves.toBeDefined();
  });
});
