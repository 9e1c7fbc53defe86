import { beforeAll, describe, expect, it } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint } from '../checkpoint/checkpoint.ts';
import type { Experiment } from '../contracts/experiment.ts';
import type { Runtime } from '../contracts/program.ts';
import type { HostTensor } from '../contracts/state.ts';
import { noFiles } from '../data/noFiles.ts';
import { resolveExperiment } from '../data/resolve.ts';
import { defineBackbone } from '../plugins/defineTraining.ts';
import { createRegistry } from '../plugins/registry.ts';
import { startEngine } from '../testing/engine.ts';
import { experiment, registry as plugins } from '../testing/plugins.ts';
import { inlineLoader } from '../train/openRun.ts';
import type { TrainOptions } from '../train/options.ts';
import { train } from '../train/train.ts';
import { initWeights } from './initState.ts';
import type { StartWeights } from './weights.ts';

/** The perceptron with another layer: it has all names and shapes of the perceptron, and more. */
const deeper = defineBackbone({
  id: 'deeper',
  about: 'The perceptron with a tensor more.',
  create: () => ({
    heads: ['out'],
    deployed: 'out',
    forward(scope, images, classes) {
      scope.param('more/kernel', [2, 2], () => new Float32Array(4));
      return plugins.build('backbone', 'perceptron').forward(scope, images, classes);
    },
  }),
});
const registry = createRegistry([{ plugins: [...plugins.list(), deeper] }]) as typeof plugins;

let runtime: Runtime;
let own: StartWeights;
beforeAll(async () => {
  runtime = await startEngine();
  own = await weightsOf('perceptron');
});
const weightsOf = async (backbone: string): Promise<StartWeights> => {
  const { setup } = await resolveExperiment(
    experiment({ networks: { t: { backbone } } }),
    registry,
    noFiles,
  );
  return initWeights(setup)['t']!;
};
const described = (backbone = 'perceptron', frozen = true): Experiment =>
  experiment({
    strategy: 'independent',
    networks: {
      t: frozen ? { backbone, frozen, weights: 'given' } : { backbone, weights: 'given' },
      a: { backbone: 'perceptron' },
    },
  });

/** The error message of a run that fails before a loader or a program is made. */
async function refusal(run: Experiment, options: Partial<TrainOptions>): Promise<string> {
  let begun = 0;
  const reports = train(run, {
    registry,
    runtime: {
      ...runtime,
      program: (definition) => {
        begun++;
        return runtime.program(definition);
      },
    },
    files: noFiles,
    loader: (request) => {
      begun++;
      return inlineLoader(request);
    },
    ...options,
  });
  const error = await reports.next().then(
    () => new Error('Nothing was refused.'),
    (caught: Error) => caught,
  );
  await reports.return();
  expect(begun, `${error.message} came too late`).toBe(0);
  expect(error.name, error.message).toBe('InputError');
  expect(error.message.split('\n')).toHaveLength(1);
  return error.message;
}
const without = (values: StartWeights['params'], name: string) =>
  Object.fromEntries(Object.entries(values).filter(([other]) => other !== name));
const changed = (name: string, change: (tensor: HostTensor) => HostTensor): StartWeights => ({
  ...own,
  params: { ...own.params, [name]: change(own.params[name]!) },
});

describe('weights that are not of the network', () => {
  const cases: [string, () => StartWeights | Promise<StartWeights>, RegExp][] = [
    ['of a deeper one', () => weightsOf('deeper'), /these are unexpected: more\/kernel\./],
    [
      'of a wider one',
      () => weightsOf('wide'),
      /another shape: hidden\/kernel is \[9,9\], not \[9,6\], .* and \d more\./,
    ],
    [
      'with a tensor too few',
      () => ({ ...own, params: without(own.params, 'out/bias') }),
      /these are missing: out\/bias\./,
    ],
    [
      'without statistics',
      () => ({ ...own, stats: {} }),
      /these are missing: norm\/mean, norm\/variance\./,
    ],
    [
      'by other names',
      () => ({
        ...own,
        params: Object.fromEntries(
          Object.entries(own.params).map(([name, value]) => [`module.${name}`, value]),
        ),
      }),
      /missing: hidden\/kernel, .*; these are unexpected: module\.hidden\/kernel, /,
    ],
    ['none at all', () => ({ params: {}, stats: {} }), /missing: .* and 3 more\./],
    [
      'turned over',
      () => changed('hidden/kernel', ({ shape, data }) => ({ shape: [...shape].reverse(), data })),
      /hidden\/kernel is \[6,9\], not \[9,6\]\./,
    ],
    [
      'cut short',
      () => changed('out/kernel', ({ shape, data }) => ({ shape, data: data.slice(1) })),
      /out\/kernel is \[6,3\] with 17 numbers, not \[6,3\]\./,
    ],
    [
      'of whole numbers',
      () => changed('out/bias', ({ shape }) => ({ shape, data: new Int32Array(3) })),
      /out\/bias is \[3\] of whole numbers, not \[3\]\./,
    ],
    [
      'not finite',
      () =>
        changed('out/bias', ({ shape }) => ({ shape, data: Float32Array.of(0, Number.NaN, 0) })),
      /of a run that diverged: out\/bias holds a number that is not finite\./,
    ],
  ];
  for (const frozen of [true, false])
    it.each(cases)(`%s, ${frozen ? 'frozen' : 'that learns'}`, async (_, make, message) => {
      const weights = { t: { ...(await make()), path: 'teacher.safetensors' } };
      const said = await refusal(described('perceptron', frozen), { weights });
      expect(said).toMatch(message);
      expect(said).toContain('teacher.safetensors');
    });

  it('for a network that does not exist', async () => {
    const said = await refusal(described(), { weights: { t: own, tt: own } });
    expect(said).toContain('Weights are given for the network "tt", which does not exist.');
  });
  it('that are missing', async () => {
    expect(await refusal(described(), {})).toContain('starts from given weights, and none were');
  });
  it('of the network are taken', async () => {
    for await (const report of train(described(), {
      registry,
      runtime,
      files: noFiles,
      weights: { t: own },
    })) {
      const { networks } = decodeCheckpoint(await report.checkpoint(), 'x').state;
      expect(networks['t']!.params).toEqual(own.params);
      break;
    }
  });
});

describe('a checkpoint to resume whose state is not what the plugins make now', () => {
  type State = ReturnType<typeof decodeCheckpoint>['state'];
  const cases: [string, (state: State) => State, RegExp][] = [
    [
      'a parameter is gone',
      ({ networks, ...rest }) => ({
        ...rest,
        networks: {
          ...networks,
          a: { ...networks['a']!, params: { 'out/bias': networks['a']!.params['out/bias']! } },
        },
      }),
      /these are missing: networks\/a\/params\/hidden\/kernel, /,
    ],
    [
      'a slot is new',
      ({ networks, ...rest }) => ({
        ...rest,
        networks: {
          ...networks,
          a: {
            ...networks['a']!,
            slots: { ...networks['a']!.slots, second: networks['a']!.slots['out/bias']! },
          },
        },
      }),
      /these are unexpected: networks\/a\/slots\/second\./,
    ],
    [
      'a statistic has another shape',
      ({ networks, ...rest }) => ({
        ...rest,
        networks: {
          ...networks,
          a: {
            ...networks['a']!,
            stats: {
              ...networks['a']!.stats,
              'norm/mean': { shape: [2, 3], data: new Float32Array(6) },
            },
          },
        },
      }),
      /networks\/a\/stats\/norm\/mean is \[2,3\], not \[6\]\./,
    ],
    [
      "the strategy's parameters are gone",
      (state) => ({ ...state, strategy: { params: {}, stats: {}, slots: {} } }),
      /these are missing: strategy\/params\//,
    ],
    [
      'its memory is gone',
      (state) => ({ ...state, memory: {} }),
      /these are missing: memory\/steps\./,
    ],
    [
      'a weight is not finite',
      ({ networks, ...rest }) => ({
        ...rest,
        networks: {
          ...networks,
          a: {
            ...networks['a']!,
            params: {
              ...networks['a']!.params,
              'out/bias': { shape: [3], data: Float32Array.of(Number.POSITIVE_INFINITY, 0, 0) },
            },
          },
        },
      }),
      /run\.safetensors is of a run that diverged: networks\/a\/params\/out\/bias/,
    ],
  ];
  it.each(cases)('%s', async (_, change, message) => {
    let bytes: Uint8Array = new Uint8Array();
    for await (const report of train(experiment(), { registry, runtime, files: noFiles })) {
      bytes = await report.checkpoint();
      break;
    }
    const saved = decodeCheckpoint(bytes, 'saved');
    const resume = encodeCheckpoint({ ...saved, state: change(saved.state) });
    const said = await refusal(experiment(), { resume, resumePath: 'run.safetensors' });
    expect(said).toMatch(message);
    expect(said).toContain('run.safetensors');
  });
});
