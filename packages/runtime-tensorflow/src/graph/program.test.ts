import type { HostTensor, Program, StepMetrics, TrainState } from '@codistill/core';
import { flattenState, initState, type Setup, stepDefinition } from '@codistill/core/engine';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import type { NodeBackend } from '../engine/backend.ts';
import { type TensorflowRuntime, tensorflow } from '../index.ts';
import { describeWithEngine } from '../testing/engine.ts';
import {
  backbone,
  batchAt,
  batchSize,
  competition,
  momentum,
  planAt,
  setupOf,
  viewsAt,
} from '../testing/setup.ts';

type State = TrainState<HostTensor>;
let graph: TensorflowRuntime;
let eager: TensorflowRuntime;

async function programOf(
  runtime: TensorflowRuntime,
  setup: Setup,
  state?: State,
): Promise<Program> {
  const program = await runtime.program(stepDefinition(setup));
  await program.load(state ?? (await initState(setup)));
  return program;
}
async function stepsOf(
  program: Program,
  setup: Setup,
  from: number,
  to: number,
): Promise<StepMetrics[]> {
  const all: StepMetrics[] = [];
  for (let step = from; step < to; step++)
    all.push(await program.step(viewsAt(setup, step), planAt(setup, step)));
  return all;
}
const bits = (state: State) =>
  Object.fromEntries(
    Object.entries(flattenState(state)).map(([path, { data }]) => [
      path,
      Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex'),
    ]),
  );
/** The largest difference between two states, relative to the largest value of each tensor. */
function distance(a: State, b: State): number {
  const [left, right] = [flattenState(a), flattenState(b)];
  expect(Object.keys(left)).toEqual(Object.keys(right));
  return Math.max(
    ...Object.entries(left).map(([path, { data }]) => {
      const other = right[path]!.data;
      const scale = Math.max(1e-3, ...Array.from(data, Math.abs));
      return Math.max(...Array.from(data, (value, i) => Math.abs(value - other[i]!))) / scale;
    }),
  );
}

describeWithEngine('a program as one graph', () => {
  beforeAll(async () => {
    graph = await tensorflow({ device: 'cpu' });
    eager = await tensorflow({ device: 'cpu', eager: true });
  });

  const follower = { id: 'c', backbone: backbone(3), follows: { network: 'a', training: false } };
  const setups: readonly (readonly [string, Setup])[] = [
    ['simultaneous', setupOf()],
    ['alternating', setupOf({ update: 'alternating' })],
    ['with a network that follows', setupOf({}, [follower])],
    ['with a frozen network', setupOf({}, [{ id: 'd', backbone: backbone(4) }])],
  ];
  for (const [name, setup] of setups) {
    it(`takes the steps that the eager engine takes, from its states: ${name}`, async () => {
      const reference = await programOf(eager, setup);
      const program = await programOf(graph, setup);
      for (let step = 0; step < 6; step++) {
        await program.load(await reference.read());
        const [expected] = await stepsOf(reference, setup, step, step + 1);
        const [found] = await stepsOf(program, setup, step, step + 1);
        expect(found!.names).toEqual(expected!.names);
        found!.values.forEach((value, i) => {
          expect(value).toBeCloseTo(expected!.values[i]!, 5);
        });
        expect(distance(await program.read(), await reference.read())).toBeLessThan(1e-5);
      }
      const batch = batchAt('test', 0);
      const [expected, found] = [
        await reference.evaluate(batch, 4),
        await program.evaluate(batch, 4),
      ];
      expect(Object.keys(found)).toEqual(Object.keys(expected));
      for (const [id, logits] of Object.entries(found)) {
        expect(logits).toHaveLength(expected[id]!.length);
        logits.forEach((value, i) => {
          expect(value).toBeCloseTo(expected[id]![i]!, 4);
        });
      }
      reference.dispose();
      program.dispose();
    });
  }

  it('gives the same bits twice, and after a stop', async () => {
    const setup = setupOf();
    const whole = await programOf(graph, setup);
    const metrics = await stepsOf(whole, setup, 0, 12);
    const again = await programOf(graph, setup);
    const first = await stepsOf(again, setup, 0, 7);
    const saved = await again.read();
    again.dispose();
    const resumed = await programOf(graph, setup, saved);
    const second = await stepsOf(resumed, setup, 7, 12);
    expect([...first, ...second].map(({ values }) => [...values])).toEqual(
      metrics.map(({ values }) => [...values]),
    );
    expect(bits(await resumed.read())).toEqual(bits(await whole.read()));
    whole.dispose();
    resumed.dispose();
  });

  it('takes a kind of step that it meets later into the graph, with the state', async () => {
    const setup = setupOf({ strategy: competition(3) });
    const reference = await programOf(eager, setup);
    const program = await programOf(graph, setup);
    const expected = await stepsOf(reference, setup, 0, 5);
    const found = await stepsOf(program, setup, 0, 5);
    expect(found.map(({ names }) => names)).toEqual(expected.map(({ names }) => names));
    expect(found[3]!.names.length).toBeGreaterThan(found[2]!.names.length);
    expect(distance(await program.read(), await reference.read())).toBeLessThan(1e-4);
    reference.dispose();
    program.dispose();
  });

  it('evaluates before any step, batches of another size, and without changing the state', async () => {
    const setup = setupOf();
    const program = await programOf(graph, setup);
    const before = bits(await program.read());
    const large = batchAt('test', 1, 2 * batchSize + 1);
    const whole = await program.evaluate(large, 2 * batchSize + 1);
    await stepsOf(program, setup, 0, 1);
    expect(bits(await program.read())).not.toEqual(before);
    await program.load(await initState(setup));
    expect(bits(await program.read())).toEqual(before);
    const part = await program.evaluate(batchAt('test', 1, 2 * batchSize + 1), 5);
    expect([...part['a']!]).toEqual([...whole['a']!.subarray(0, part['a']!.length)]);
    program.dispose();
    const small = await programOf(graph, setup);
    await stepsOf(small, setup, 0, 1);
    const chunks = await small.evaluate(large, 2 * batchSize + 1);
    expect(chunks['b']).toHaveLength(whole['b']!.length);
    small.dispose();
  });

  it('keeps nothing over 2,000 steps, and frees all of it', async () => {
    const { binding } = tf.backend() as unknown as NodeBackend;
    const setup = setupOf();
    const before = [binding.getNumOfTensors(), binding.getNumOfSavedModels()];
    const program = await programOf(graph, setup);
    await stepsOf(program, setup, 0, 3);
    const during = [binding.getNumOfTensors(), tf.engine().state.numTensors];
    const views = viewsAt(setup, 0);
    const settle = async (steps: number) => {
      for (let step = 0; step < steps; step++) await program.step(views, planAt(setup, step));
      return process.memoryUsage().rss;
    };
    const warm = await settle(1000);
    const after = await settle(2000);
    expect([binding.getNumOfTensors(), tf.engine().state.numTensors]).toEqual(during);
    expect(after - warm).toBeLessThan(64e6);
    program.dispose();
    expect([binding.getNumOfTensors(), binding.getNumOfSavedModels()]).toEqual(before);
    await expect(program.read()).rejects.toThrow('disposed');
  });

  it('makes its own random numbers from (seed, name, step) where asked to', async () => {
    const setup = setupOf({ randomness: 'stateless' });
    const program = await programOf(graph, setup);
    const twin = await programOf(graph, setup);
    const fed = await programOf(graph, setupOf());
    const [first, second, third] = [
      await stepsOf(program, setup, 0, 3),
      await stepsOf(twin, setup, 0, 3),
      await stepsOf(fed, setupOf(), 0, 3),
    ];
    expect(first.map(({ values }) => [...values])).toEqual(second.map(({ values }) => [...values]));
    expect([...first[2]!.values]).not.toEqual([...third[2]!.values]);
    for (const each of [program, twin, fed]) each.dispose();
  });

  it('runs convolutions in bfloat16 where asked to, near the float32 step', async () => {
    const setup = setupOf({ precision: 'mixed-bfloat16' });
    const low = await programOf(graph, setup);
    const high = await programOf(graph, setupOf());
    const [found] = await stepsOf(low, setup, 0, 1);
    const [expected] = await stepsOf(high, setupOf(), 0, 1);
    const far = Math.max(
      ...found!.values.map((value, i) => Math.abs(value - expected!.values[i]!)),
    );
    expect(far).toBeGreaterThan(0);
    expect(far).toBeLessThan(0.05);
    expect(distance(await low.read(), await high.read())).toBeLessThan(0.5);
    low.dispose();
    high.dispose();
    const noEager = tensorflow({ device: 'cpu', eager: true }).then((runtime) =>
      runtime.program(stepDefinition(setup)),
    );
    await expect(noEager).rejects.toThrow('mixed-bfloat16');
  });

  it('says so where there is no state, or another one', async () => {
    const setup = setupOf();
    const program = await graph.program(stepDefinition(setup));
    await expect(program.read()).rejects.toThrow('no state');
    await expect(stepsOf(program, setup, 0, 1)).rejects.toThrow('no state');
    await program.load(await initState(setup));
    const other = setupOf({ networks: [{ id: 'a', backbone: backbone(7), optimizer: momentum }] });
    await expect(initState(other).then((state) => program.load(state))).rejects.toThrow(
      'networks/a/params/conv/kernel',
    );
    program.dispose();
  });
});
