import * as backbones from '@codistill/backbones';
import {
  createRegistry,
  type Experiment,
  inlineLoader,
  type Observer,
  pluginsOf,
  type Runtime,
  train,
  type Use,
} from '@codistill/core';
import * as datasets from '@codistill/datasets';
import { folderFiles } from '@codistill/node';
import * as optimizers from '@codistill/optimizers';
import { cpu } from '@codistill/runtime-cpu';
import * as strategies from '@codistill/strategies';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkpoint, earlyStop } from './index.ts';

const registry = createRegistry(
  [backbones, datasets, optimizers, strategies].map((module) => ({ plugins: pluginsOf(module) })),
);
const small = { use: 'small-conv', width: 2 };
const exits = { use: 'exits', of: { use: 'resnet8', width: 2 } };
const experiment = (changes: Partial<Experiment>, backbone: Use = small): Experiment => ({
  dataset: 'digits',
  networks: { a: { backbone }, b: { backbone } },
  strategy: 'independent',
  optimizer: 'sgd',
  learningRate: 'constant',
  examples: 40,
  epochs: 2,
  batchSize: 20,
  seed: 7,
  ...changes,
});

let runtime: Runtime;
beforeAll(async () => {
  runtime = await cpu();
});

/** The number of steps that a run took until it was rejected, and the error message. */
async function begun(run: Experiment, observers: readonly Observer[], steps: number) {
  let views = 0;
  let said = '';
  try {
    for await (const { moment } of train(run, {
      registry,
      runtime,
      files: folderFiles('.'),
      observers,
      loader: (request) => {
        const loader = inlineLoader(request);
        return {
          ...loader,
          views: (step) => {
            views++;
            return loader.views(step);
          },
        };
      },
    }))
      if (moment.step + 1 === steps) break;
  } catch (error) {
    said = `${(error as Error).name}: ${(error as Error).message}`;
  }
  return { views, said };
}

describe('what reads the main metric reads it with any networks', () => {
  it.each([
    ['two networks', experiment({ learningRate: 'plateau' })],
    ['one network', experiment({ learningRate: 'plateau', networks: { z: { backbone: small } } })],
    ['networks of several heads', experiment({ learningRate: 'plateau' }, exits)],
    [
      'a network that follows',
      experiment({
        learningRate: 'plateau',
        networks: {
          s: { backbone: small },
          t: { backbone: small, follows: { network: 's', decay: 0.9 } },
        },
      }),
    ],
    [
      'a weight of the strategy',
      experiment({ strategy: { use: 'mutual', weight: { use: 'plateau', peak: 1 } } }),
    ],
  ])('%s', async (_, run) => {
    const found = await begun(run, [earlyStop({}), checkpoint({})], 4);
    expect(found).toEqual({ views: 4, said: '' });
  });
});

describe('a metric that a run will not have is refused before its first step', () => {
  const plateau = (metric: string): Partial<Experiment> => ({
    learningRate: { use: 'plateau', metric },
  });
  const none = { validation: { fraction: 0, seed: 0 } };
  it.each([
    [
      'plateau, of a head that has another name',
      experiment(plateau('validation/accuracy/a'), exits),
      [],
      'validation/accuracy/a/exit3',
    ],
    [
      'plateau, misspelt',
      experiment(plateau('validation/acuracy')),
      [],
      'Did you mean "validation/accuracy"?',
    ],
    ['plateau, of test', experiment(plateau('test/accuracy')), [], 'validation/accuracy, '],
    [
      'plateau, without validation',
      experiment({ learningRate: 'plateau', ...none }),
      [],
      'It has no validation split',
    ],
    [
      'plateau, of one network alone',
      experiment({
        networks: { a: { backbone: small, learningRate: { use: 'plateau', metric: 'loss' } } },
      }),
      [],
      'train/loss',
    ],
    [
      "plateau, of a strategy's weight",
      experiment({ strategy: { use: 'mutual', weight: { use: 'plateau', metric: 'x' } } }),
      [],
      'train/loss/kl/a->b',
    ],
    [
      'early-stop, of another network',
      experiment({}),
      [earlyStop({ metric: 'validation/nll/c' })],
      'validation/nll/a',
    ],
    [
      'early-stop, without validation',
      experiment(none),
      [earlyStop({})],
      'It has no validation split',
    ],
    [
      'early-stop, a part of a name',
      experiment({}),
      [earlyStop({ metric: 'validation/acc' })],
      'validation/accuracy',
    ],
    [
      'checkpoint, of another network',
      experiment({}),
      [checkpoint({ best: 'validation/accuracy/z' })],
      'Did you mean "validation/accuracy/a"?',
    ],
    [
      'checkpoint, of test',
      experiment(none),
      [checkpoint({ best: 'test/accuracy' })],
      'train/accuracy/a',
    ],
  ] as [string, Experiment, Observer[], string][])('%s', async (_, run, observers, known) => {
    const { views, said } = await begun(run, observers, 1);
    expect(views).toBe(0);
    expect(said).toMatch(/^InputError: The (schedule|observer) "[a-z-]+" reads the metric /);
    expect(said).toContain(known);
    expect(said.split('\n')).toHaveLength(1);
  });

  it('a run without validation keeps no best checkpoint, and may keep one of training', async () => {
    expect((await begun(experiment(none), [checkpoint({})], 2)).said).toBe('');
    const written: string[] = [];
    const files = {
      ...folderFiles('.'),
      write: async (path: string) => {
        written.push(path);
      },
    };
    await begun(experiment(none), [checkpoint({ files, best: 'train/loss', mode: 'min' })], 9);
    expect(new Set(written)).toEqual(new Set(['checkpoint.safetensors', 'best.safetensors']));
  });
});
