import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Moment } from '../contracts/moment.ts';
import type { Observer, Report } from '../contracts/observer.ts';
import type { Runtime } from '../contracts/program.ts';
import { noFiles } from '../data/noFiles.ts';
import { supervised } from '../flow/edges.ts';
import { defineStrategy } from '../plugins/defineTraining.ts';
import { createRegistry } from '../plugins/registry.ts';
import { startEngine } from '../testing/engine.ts';
import { experiment, registry } from '../testing/plugins.ts';
import { inlineLoader } from './openRun.ts';
import type { TrainOptions } from './options.ts';
import { train } from './train.ts';

let runtime: Runtime;
beforeAll(async () => {
  runtime = await startEngine();
});

/** A run with two observers around one that fails, and the record of what was opened and closed. */
async function run(failing: Partial<Observer>, more: Partial<TrainOptions> = {}) {
  const opened = { loader: 0, before: 0, after: 0 };
  const closed: string[] = [];
  const counting = (name: 'before' | 'after'): Observer => ({
    name,
    begin: () => {
      opened[name]++;
    },
    see: () => 'checkpoint',
    close: (how) => {
      opened[name]--;
      closed.push(how);
    },
  });
  const tensors = tf.memory().numTensors;
  const reports: Report[] = [];
  let error: unknown;
  try {
    for await (const report of train(experiment(), {
      registry,
      runtime,
      files: noFiles,
      loader: (request) => {
        opened.loader++;
        return {
          ...inlineLoader(request),
          close: async () => {
            opened.loader--;
          },
        };
      },
      observers: [
        counting('before'),
        { name: 'fails', see: () => {}, keep: () => {}, ...failing },
        counting('after'),
      ],
      ...more,
    })) {
      reports.push(report);
      await report.checkpoint();
    }
  } catch (caught) {
    error = caught;
  }
  return { error, reports, opened, closed, tensors: tf.memory().numTensors - tensors };
}

const fails = () => {
  throw new Error('This observer fails.');
};

describe('an observer that throws ends the run with its error, and nothing stays open', () => {
  const failed = ['failed', 'failed'];
  it.each([
    ['check', { check: fails }, 0, []],
    ['begin', { begin: fails }, 0, ['failed']],
    ['begin, by a promise', { begin: async () => fails() }, 0, ['failed']],
    ['save', { save: fails }, 0, failed],
    ['keep', { keep: fails }, 0, failed],
    ['kept', { kept: async () => fails() }, 0, failed],
    ['see', { see: fails }, 0, failed],
    ['see, by a promise', { see: async () => fails() }, 0, failed],
    ['close', { close: async () => fails() }, 14, ['ended', 'ended']],
    ['close, at once', { close: fails }, 14, ['ended', 'ended']],
    [
      'see, and then close',
      {
        see: fails,
        close: async () => {
          throw new Error('And its end fails too.');
        },
      },
      0,
      failed,
    ],
  ] as [string, Partial<Observer>, number, string[]][])('%s', async (_, failing, reports, how) => {
    let closings = 0;
    const { close } = failing;
    const ended = await run({
      ...failing,
      close: (given) => {
        closings++;
        return close?.(given);
      },
    });
    expect(ended.error).toEqual(new Error('This observer fails.'));
    expect(ended.reports).toHaveLength(reports);
    expect(ended.opened).toEqual({ loader: 0, before: 0, after: 0 });
    expect(ended.closed).toEqual(how);
    expect(closings).toBe('check' in failing || 'begin' in failing ? 0 : 1);
    expect(ended.tensors).toBe(0);
  });

  it.each([
    ['answers what is no wish', { see: () => 'pause' as never }, 'answered "pause"'],
    ['saves no text', { save: () => 3 as never }, 'saved a value of type number'],
  ])('%s', async (_, failing, message) => {
    const ended = await run(failing);
    expect(String(ended.error)).toContain(`The observer "fails" ${message}`);
    expect(ended.closed).toEqual(failed);
  });

  it('also where the loader cannot be made or closed', async () => {
    const none = await run({}, { loader: fails });
    expect(none.error).toEqual(new Error('This observer fails.'));
    expect(none.opened).toEqual({ loader: 0, before: 0, after: 0 });
    expect(none.tensors).toBe(0);
    const stuck = await run(
      {},
      { loader: (request) => ({ ...inlineLoader(request), close: fails }) },
    );
    expect(stuck.error).toEqual(new Error('This observer fails.'));
    expect(stuck.opened).toEqual({ loader: 0, before: 0, after: 0 });
    expect(stuck.tensors).toBe(0);
  });
});

it('the host plans every step that runs, once, and no other', async () => {
  const planned: Moment[] = [];
  const counts = defineStrategy({
    id: 'counts',
    about: 'Counts its plans.',
    create: () => ({
      plan(moment) {
        planned.push(moment);
        return {};
      },
      flow: (peers) => ({ edges: supervised(peers) }),
    }),
  });
  const other = createRegistry([{ plugins: [...registry.list(), counts] }]) as never;
  const steps: number[] = [];
  for await (const { kind, moment } of train(experiment({ strategy: 'counts' }), {
    registry: other,
    runtime,
    files: noFiles,
  }))
    if (kind === 'step') steps.push(moment.step);
  // The initial state needs the plan of the first step, and the metrics that are read are looked up
  // in it.
  expect(planned.map(({ step }) => step)).toEqual([0, 0, ...steps]);
});
