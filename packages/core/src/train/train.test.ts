import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeCheckpoint } from '../checkpoint/checkpoint.ts';
import type { Experiment } from '../contracts/experiment.ts';
import type { Observer, Report, YieldedReport } from '../contracts/observer.ts';
import type { Runtime } from '../contracts/program.ts';
import { noFiles } from '../data/noFiles.ts';
import { supervised } from '../flow/edges.ts';
import { defineSchedule, defineStrategy } from '../plugins/defineTraining.ts';
import { createRegistry } from '../plugins/registry.ts';
import { flattenState } from '../step/state.ts';
import { startEngine } from '../testing/engine.ts';
import { experiment, registry } from '../testing/plugins.ts';
import type { TrainOptions } from './options.ts';
import { train } from './train.ts';

let runtime: Runtime;
beforeAll(async () => {
  runtime = await startEngine();
});
const options = (more: Partial<TrainOptions> = {}): TrainOptions => ({
  registry,
  runtime,
  files: noFiles,
  ...more,
});
async function reportsOf(
  described: Experiment,
  more: Partial<TrainOptions> = {},
  steps = Number.POSITIVE_INFINITY,
): Promise<{ reports: YieldedReport[]; checkpoint: Uint8Array }> {
  const reports: YieldedReport[] = [];
  let checkpoint: Uint8Array = new Uint8Array();
  for await (const report of train(described, options(more))) {
    reports.push(report);
    checkpoint = await report.checkpoint();
    if (reports.filter(({ kind }) => kind === 'step').length === steps) break;
  }
  return { reports, checkpoint };
}
const numbers = ({ kind, metrics }: Report) => ({
  kind,
  names: metrics.names,
  values: [...metrics.values],
});
const value = (report: Report, name: string) =>
  report.metrics.values[report.metrics.names.indexOf(name)]!;

describe('train', () => {
  it('learns, and reports every step and every epoch', async () => {
    const { reports } = await reportsOf(
      experiment({ epochs: 6, perturb: { when: 'always', pool: ['noise'] } }),
    );
    const epochs = reports.filter(({ kind }) => kind === 'epoch');
    expect(epochs).toHaveLength(6);
    expect(reports.filter(({ kind }) => kind === 'step')).toHaveLength(6 * 6);
    expect(epochs.map(({ moment }) => moment.epoch)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(value(epochs.at(-1)!, 'test/accuracy/ensemble')).toBeGreaterThan(0.8);
    expect(epochs.at(-1)!.moment.history['validation/accuracy/a']).toHaveLength(6);
    expect(
      Object.keys(epochs.at(-1)!.moment.history).filter((name) => name.startsWith('test/')),
    ).toEqual([]);
    expect(reports[0]!.metrics.names).toContain('weight/kl/a->b');
    expect(reports[0]!.perturbed).toHaveLength(1);
  });

  for (const update of ['simultaneous', 'alternating'] as const) {
    it(`goes on from a checkpoint with the same bits, ${update}`, async () => {
      const described = experiment({ update, validation: { fraction: 0.2, seed: 1 } });
      const whole = await reportsOf(described);
      const first = await reportsOf(described, {}, 7);
      const second = await reportsOf(described, { resume: first.checkpoint });
      expect(second.checkpoint).toEqual(whole.checkpoint);
      expect([...first.reports, ...second.reports].map(numbers)).toEqual(
        whole.reports.map(numbers),
      );
    });
  }

  it('closes an epoch whose last step was the last thing saved', async () => {
    const described = experiment();
    const whole = await reportsOf(described);
    const first = await reportsOf(described, {}, 6);
    expect(first.reports.at(-1)!.kind).toBe('step');
    const second = await reportsOf(described, { resume: first.checkpoint });
    expect(second.reports[0]!.kind).toBe('epoch');
    expect(second.checkpoint).toEqual(whole.checkpoint);
  });

  it('leaks no tensor over 200 steps', async () => {
    const counts: number[] = [];
    for await (const report of train(experiment({ epochs: 40 }), options()))
      if (report.kind === 'step') counts.push(tf.memory().numTensors);
    expect(counts).toHaveLength(240);
    expect(new Set(counts.slice(1)).size).toBe(1);
    const before = counts[0]!;
    await reportsOf(experiment(), {}, 3);
    expect(tf.memory().numTensors).toBeLessThan(before);
  });

  it('lets observers look on and keep a state', async () => {
    const seen: number[] = [];
    const observer = (): Observer => {
      let count = 0;
      return {
        name: 'counts',
        begin: ({ resumed }) => {
          count = Number(resumed?.saved ?? 0);
        },
        see: () => {
          seen.push(++count);
        },
        save: () => String(count),
      };
    };
    const first = await reportsOf(experiment(), { observers: [observer()] }, 4);
    await reportsOf(experiment(), { observers: [observer()], resume: first.checkpoint }, 2);
    expect(seen).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('names what has changed since the checkpoint, and goes on where that is wanted', async () => {
    const { checkpoint } = await reportsOf(experiment(), { sources: { module: '1', old: '1' } }, 2);
    const changed = { resume: checkpoint, sources: { module: '2', new: '1' } };
    await expect(reportsOf(experiment(), changed)).rejects.toThrow(
      'was made with something else than there is now: module changed. Put back what was there',
    );
    const said: string[] = [];
    await reportsOf(experiment(), { ...changed, anyway: (sentence) => said.push(sentence) });
    expect(said).toEqual([expect.stringContaining('module changed.')]);
    await reportsOf(experiment(), { resume: checkpoint });
    const { sources } = decodeCheckpoint(checkpoint, 'here');
    expect(Object.keys(sources!).sort()).toEqual(['data', 'module', 'old']);
  });

  it('refuses a checkpoint of another experiment, engine or format, one cut short, and one that is late', async () => {
    const { checkpoint, reports } = await reportsOf(experiment(), {}, 2);
    await expect(reportsOf(experiment({ batchSize: 6 }), { resume: checkpoint })).rejects.toThrow(
      'batchSize: 12 / 6',
    );
    await expect(reportsOf(experiment(), { resume: checkpoint, threads: '1' })).rejects.toThrow(
      'threads "default"',
    );
    await expect(reportsOf(experiment(), { resume: checkpoint.slice(0, -5) })).rejects.toThrow(
      'cut short',
    );
    await expect(reportsOf(experiment(), { resume: checkpoint.slice(0, 30) })).rejects.toThrow(
      'cut short',
    );
    await expect(reports[0]!.checkpoint()).rejects.toThrow('after training went on');
  });

  it('stops at a loss that is not finite and names the step, the edge and the network', async () => {
    const wild = createRegistry([
      {
        plugins: [
          ...registry.list(),
          defineSchedule({
            id: 'explodes',
            about: 'Too much.',
            create:
              () =>
              ({ step }: { step: number }) =>
                step < 3 ? 0.01 : 1e30,
          }),
        ],
      },
    ]);
    const run = reportsOf(
      experiment({ learningRate: 'explodes', perturb: { when: 'always', pool: ['noise'] } }),
      { registry: wild as never },
    );
    await expect(run).rejects.toMatchObject({
      name: 'Diverged',
      message: expect.stringMatching(/At step \d+ .* edge .*ce\/labels->a/),
    });
  });
});

describe('networks that do not learn', () => {
  it('keeps a frozen network as it was given, and lets it teach', async () => {
    const trained = decodeCheckpoint(
      (await reportsOf(experiment({ strategy: 'independent' }))).checkpoint,
      'trained',
    );
    const described = experiment({
      networks: {
        t: { backbone: 'perceptron', frozen: true, weights: 'trained' },
        a: { backbone: 'wide' },
      },
    });
    const after = decodeCheckpoint(
      (await reportsOf(described, { weights: { t: trained.state.networks['a']! } })).checkpoint,
      'after',
    );
    expect(after.state.networks['t']!.params).toEqual(trained.state.networks['a']!.params);
    expect(after.state.networks['t']!.stats).toEqual(trained.state.networks['a']!.stats);
    expect(after.state.networks['t']!.slots).toEqual({});
    await expect(reportsOf(described)).rejects.toThrow('starts from given weights');
  });

  it('lets a network follow another: a copy every third step, an average otherwise', async () => {
    const state = (checkpoint: Uint8Array) => decodeCheckpoint(checkpoint, 'state').state.networks;
    const copies = experiment({
      strategy: 'independent',
      networks: {
        a: { backbone: 'perceptron' },
        f: { backbone: 'perceptron', follows: { network: 'a', everySteps: 3 } },
      },
    });
    const start = state((await reportsOf(copies, {}, 1)).checkpoint);
    expect(start['f']!.params).not.toEqual(start['a']!.params);
    const third = state((await reportsOf(copies, {}, 3)).checkpoint);
    expect(third['f']!.params).toEqual(third['a']!.params);
    expect(third['f']!.stats).toEqual(third['a']!.stats);
    const average = experiment({
      strategy: 'independent',
      networks: {
        a: { backbone: 'perceptron' },
        f: { backbone: 'perceptron', follows: { network: 'a', decay: 0.75, training: true } },
      },
    });
    const [one, two] = [
      state((await reportsOf(average, {}, 1)).checkpoint),
      state((await reportsOf(average, {}, 2)).checkpoint),
    ];
    const name = 'out/kernel';
    const [f1, f2, a2] = [
      one['f']!.params[name]!.data,
      two['f']!.params[name]!.data,
      two['a']!.params[name]!.data,
    ];
    f2.forEach((value, i) => {
      expect(value).toBeCloseTo(0.75 * f1[i]! + 0.25 * a2[i]!, 6);
    });
    expect(two['f']!.stats).not.toEqual(two['a']!.stats);
  });

  it('holds a network still where the flow says so, but not its statistics', async () => {
    const holding = defineStrategy({
      id: 'holding',
      about: 'b waits.',
      create: () => ({
        flow: (peers) => ({ edges: supervised(peers), hold: { b: tf.scalar(1) } }),
      }),
    });
    const other = createRegistry([{ plugins: [...registry.list(), holding] }]) as never;
    const state = async (steps: number) =>
      decodeCheckpoint(
        (await reportsOf(experiment({ strategy: 'holding' }), { registry: other }, steps))
          .checkpoint,
        'state',
      ).state.networks;
    const [one, three] = [await state(1), await state(3)];
    expect(three['b']!.params).toEqual(one['b']!.params);
    expect(three['b']!.slots).toEqual(one['b']!.slots);
    expect(three['b']!.stats).not.toEqual(one['b']!.stats);
    expect(three['a']!.params).not.toEqual(one['a']!.params);
  });
});

describe('an alternating step', () => {
  it('updates each network from what the turns before it left', async () => {
    const described = experiment({
      strategy: 'competition',
      perturb: { when: 'always', pool: ['noise'] },
    });
    const together = decodeCheckpoint((await reportsOf(described, {}, 1)).checkpoint, 'x').state;
    const inTurn = decodeCheckpoint(
      (await reportsOf({ ...described, update: 'alternating' }, {}, 1)).checkpoint,
      'x',
    ).state;
    expect(inTurn.networks['a']!.params).toEqual(together.networks['a']!.params);
    expect(inTurn.networks['b']!.stats).toEqual(together.networks['b']!.stats);
    expect(Object.keys(flattenState(inTurn))).toEqual(Object.keys(flattenState(together)));
    expect(inTurn.memory['steps']!.data[0]).toBe(1);
  });
});

describe('metrics of an alternating step', () => {
  // Virtual peers of one network, and of several: an ensemble, and one that is named after no
  // network.
  const virtuals = defineStrategy({
    id: 'virtuals',
    about: 'Labels teach networks, copies of them, and what they make together.',
    create: () => ({
      flow(peers) {
        const [a, b] = peers.map(({ logits }) => logits) as [tf.Tensor2D, tf.Tensor2D];
        const virtual = {
          'a~b': { of: 'a', logits: tf.mul(a, 2) as tf.Tensor2D },
          'b~a': { of: 'b', logits: tf.mul(b, 2) as tf.Tensor2D },
          ensemble: { of: 'a', logits: tf.add(a, b) as tf.Tensor2D },
          'of-b': { of: 'b', logits: tf.add(a, tf.mul(b, 3)) as tf.Tensor2D },
          ab: { of: 'a', logits: tf.sub(tf.mul(a, 2), b) as tf.Tensor2D },
        };
        const loss = supervised(peers)[0]!.loss;
        const weight = tf.mean(peers[0]!.score) as tf.Scalar;
        const edges = Object.keys(virtual).map((to) => ({ from: 'labels', to, loss, weight }));
        return { edges: [...supervised(peers), ...edges], virtual };
      },
    }),
  });
  const widened = createRegistry([{ plugins: [...registry.list(), virtuals] }]);
  // One batch with all examples, so that later steps have the same loss function.
  const described = (changes: Partial<Experiment>, rateOfB = 0.05) => {
    const {
      perturb: _perturb,
      augment: _augment,
      ...plain
    } = experiment({
      ...changes,
      strategy: 'virtuals',
      batchSize: 81,
      networks: {
        a: { backbone: 'perceptron' },
        b: { backbone: 'perceptron', learningRate: { use: 'constant', value: rateOfB } },
      },
    });
    return plain;
  };

  it('are those of the turn of each network; of an ensemble of several, of the last turn', async () => {
    const given = { registry: widened };
    const inTurn = (await reportsOf(described({ update: 'alternating' }), given, 1)).reports[0]!;
    // While b does not change, the second simultaneous step is the same as the second turn.
    const still = (await reportsOf(described({}, 0), given, 2)).reports.filter(
      ({ kind }) => kind === 'step',
    );
    const [first, last] = still as unknown as [Report, Report];
    const compared = (name: string, turn: Report) => {
      expect(value(inTurn, name), name).toBeCloseTo(value(turn, name), 5);
      const other = turn === first ? last : first;
      if (!/->b$|->b~a$|\/b$/.test(name) || name.startsWith('weight'))
        expect(Math.abs(value(inTurn, name) - value(other, name)), name).toBeGreaterThan(1e-4);
    };
    for (const name of ['loss/ce/labels->a', 'loss/ce/labels->a~b', 'weight/ce/labels->a~b'])
      compared(name, first);
    compared('score/a', first);
    for (const name of ['ensemble', 'of-b', 'ab']) {
      compared(`loss/ce/labels->${name}`, last);
      compared(`weight/ce/labels->${name}`, last);
    }
    for (const name of ['loss/ce/labels->b', 'loss/ce/labels->b~a', 'weight/ce/labels->b~a'])
      compared(name, last);
    compared('loss', last);
    expect([...inTurn.metrics.names].sort()).toEqual([...first.metrics.names].sort());
  });
});

describe('what is wrong with an experiment is said before training', () => {
  const wrong: [string, Partial<Experiment>, string][] = [
    ['an unknown strategy', { strategy: 'competitoin' }, 'Did you mean "competition"?'],
    ['an unknown option', { dataset: { use: 'stripes', size: 3 } }, 'has no option "size"'],
    [
      'an option of a wrong type',
      { learningRate: { use: 'constant', value: 'high' } },
      'option "value" is "high"',
    ],
    ['no networks', { networks: {} }, 'at least one network'],
    ['a batch larger than the data', { batchSize: 500 }, 'A batch has 500 examples'],
    ['more examples than there are', { examples: 85 }, '85 training examples were requested'],
    [
      'a source that does not exist',
      { networks: { a: { backbone: 'perceptron', follows: { network: 'z', decay: 0.9 } } } },
      'follows "z"',
    ],
    ['an unknown field', { epoch: 3 } as never, 'Did you mean "epochs"?'],
  ];
  for (const [what, changes, message] of wrong) {
    it(what, async () => {
      await expect(reportsOf(experiment(changes), {}, 1)).rejects.toThrow(message);
    });
  }

  const flows: [string, Parameters<typeof defineStrategy>[0]['create'], string][] = [
    [
      'a flow that teaches a network that follows',
      () => ({
        flow: (peers) => ({ edges: supervised(peers.map((peer) => ({ ...peer, learns: true }))) }),
      }),
      'teaches "f", which does not learn',
    ],
    [
      'a flow that names an unknown peer',
      () => ({
        flow: (peers) => ({ edges: supervised(peers).map((edge) => ({ ...edge, to: 'q' })) }),
      }),
      'names the peer "q"',
    ],
    [
      'a flow with two edges of one name',
      () => ({ flow: (peers) => ({ edges: [...supervised(peers), ...supervised(peers)] }) }),
      'Two edges are called ce/labels->a',
    ],
    ['a flow without edges', () => ({ flow: () => ({ edges: [] }) }), 'no edges'],
    [
      'a flow that reads a tensor',
      () => ({
        flow: (peers) => ({ edges: peers[0]!.score.dataSync()[0]! > 0 ? supervised(peers) : [] }),
      }),
      'dataSync() was called inside the training step',
    ],
  ];
  for (const [what, create, message] of flows) {
    it(what, async () => {
      const before = tf.memory().numTensors;
      const other = createRegistry([
        { plugins: [...registry.list(), defineStrategy({ id: 'wrong', about: 'Wrong.', create })] },
      ]) as never;
      const networks: Experiment['networks'] = {
        a: { backbone: 'perceptron' },
        f: { backbone: 'perceptron', follows: { network: 'a', decay: 0.9 } },
      };
      await expect(
        reportsOf(experiment({ networks, strategy: 'wrong' }), { registry: other }, 1),
      ).rejects.toThrow(message);
      expect(tf.memory().numTensors).toBe(before);
    });
  }
});
