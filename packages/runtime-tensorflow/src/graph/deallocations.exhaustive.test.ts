import { type Program, type StepDefinition, type Strategy, supervised } from '@codistill/core';
import {
  eagerProgram,
  flattenState,
  initState,
  type Setup,
  stepDefinition,
} from '@codistill/core/engine';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Started } from '../engine/start.ts';
import { type Deallocations, startCounted } from '../testing/countedEngine.ts';
import { describeWithEngine } from '../testing/engine.ts';
import { backbone, batchAt, competition, planAt, setupOf, viewsAt } from '../testing/setup.ts';
import { graphProgram } from './program.ts';

/** The memory stores what a step is fed: indices, and an array of the plan. */
const keepsFeeds: Strategy = {
  memory: () => ({
    indices: { shape: [6], data: new Int32Array(6) },
    ramp: { shape: [32], data: new Float32Array(32) },
  }),
  plan: ({ step }) => ({ ramp: new Float32Array(32).fill(step) }),
  flow: (peers, { plan }) => ({
    edges: supervised(peers),
    memory: {
      indices: peers[0]!.indices,
      ramp: (plan as unknown as { readonly ramp: Tensor1D }).ramp,
    },
  }),
};
const teacher = { id: 'teacher', backbone: backbone(4) };
const follower = {
  id: 'follower',
  backbone: backbone(3),
  follows: { network: 'a', training: true },
};
const setups: readonly (readonly [string, () => Setup])[] = [
  ['networks that compete', () => setupOf()],
  ['kinds of steps that come later', () => setupOf({ strategy: competition(2) })],
  ['a frozen network', () => setupOf({}, [teacher])],
  ['a network that follows', () => setupOf({}, [follower])],
  ['memory that keeps what is fed', () => setupOf({ strategy: keepsFeeds })],
  ['random numbers made by TensorFlow', () => setupOf({ randomness: 'stateless' })],
];

describeWithEngine('the memory of JavaScript’s arrays', () => {
  let engine: Started;
  let deallocations: Deallocations;
  let remove: (() => void) | undefined;
  beforeAll(async () => {
    ({ engine, deallocations, remove } = await startCounted());
  });
  afterAll(() => remove?.());
  beforeEach(() => deallocations.share(false));

  type Make = (definition: StepDefinition) => Program;
  const installed: Make = (definition) => graphProgram(engine.backend, definition, engine);
  // The stock package has none of our addons, so tracing executes the steps.
  const stock: Make = (definition) => graphProgram(engine.backend, definition, { shares: true });
  const withoutCopies: Make = (definition) => graphProgram(engine.backend, definition);

  /** Counts deallocations while sessions are opened, trained, evaluated and closed. */
  async function count(make: Make, setup: Setup) {
    deallocations.counts();
    for (let session = 0; session < 6; session++) {
      const program = make(stepDefinition({ ...setup, seed: session }));
      await program.load(await initState({ ...setup, seed: session }));
      for (let step = 0; step < 4; step++)
        await program.step(viewsAt(setup, step), planAt(setup, step));
      await program.evaluate(batchAt('test', 0, 9), 9);
      await program.load(await program.read());
      await program.step(viewsAt(setup, 4), planAt(setup, 4));
      await program.read();
      program.dispose();
    }
    const [here, elsewhere] = deallocations.counts();
    return { here, elsewhere };
  }

  it.each(setups)('is given back on JavaScript’s thread alone: %s', async (_, setup) => {
    const { here, elsewhere } = await count(installed, setup());
    expect(here).toBeGreaterThan(100);
    expect(elsewhere).toBe(0);
  });

  it.each(setups)('so it is with the stock addon, where graphs copy: %s', async (_, setup) => {
    deallocations.share(true);
    const { here, elsewhere } = await count(stock, setup());
    expect(here).toBeGreaterThan(100);
    expect(elsewhere).toBe(0);
  });

  it.each(setups)('without copies threads of TensorFlow would: %s', async (_, setup) => {
    deallocations.share(true);
    expect((await count(withoutCopies, setup())).elsewhere).toBeGreaterThan(0);
  });

  it('is given back on JavaScript’s thread where steps run operation by operation', async () => {
    deallocations.share(true);
    const eager: Make = (definition) => eagerProgram(definition, 'tensorflow');
    const { here, elsewhere } = await count(eager, setupOf());
    expect(here).toBeGreaterThan(100);
    expect(elsewhere).toBe(0);
  });

  /** Counts the tensors of loaded states that change when their source arrays change. */
  async function changedWithArrays(make: Make): Promise<number> {
    let changed = 0;
    // An array is shared only if its address is a multiple of 64 bytes, so the test tries several.
    for (let seed = 0; seed < 8; seed++) {
      const setup = setupOf({ seed }, [teacher]);
      const state = await initState(setup);
      const program = make(stepDefinition(setup));
      await program.load(state);
      await program.step(viewsAt(setup, 0), planAt(setup, 0));
      const before = flattenState(await program.read());
      for (const { data } of Object.values(flattenState(state))) data.fill(77);
      const after = flattenState(await program.read());
      changed += Object.keys(before).filter(
        (path) => String(before[path]!.data) !== String(after[path]!.data),
      ).length;
      program.dispose();
    }
    return changed;
  }

  it('is not what a frozen network keeps its weights in', async () => {
    expect(await changedWithArrays(installed)).toBe(0);
    deallocations.share(true);
    expect(await changedWithArrays(stock)).toBe(0);
    expect(await changedWithArrays(withoutCopies)).toBeGreaterThan(0);
  });
});
