import { type HostTensor, InputError, type Runtime, stream } from '@codistill/core';
import { checkHolds, decodeCheckpoint, flattenState } from '@codistill/core/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeFacts } from './facts.ts';
import {
  countTensors,
  named,
  type Options,
  type PluginOf,
  type Settings,
  type Subject,
  startRuntime,
  subjectOf,
} from './settings.ts';
import { type Cast, castOf, withDistribution } from './tools/cast.ts';
import { idleOptions } from './tools/effects.ts';
import { smallExperiment } from './tools/experiment.ts';
import { type FlowOutcome, moments, runFlow } from './tools/flow.ts';
import { type Group, groups as standardGroups } from './tools/groups.ts';
import { expectResumes, trained } from './tools/resume.ts';
import { expectSameBits } from './tools/same.ts';

/** Settings for the tests of a strategy. */
export interface StrategySettings extends Settings {
  /**
   * Networks to try the strategy on. Default: nine groups, with equal and different networks, a
   * frozen teacher, exits, branches, averages and copies.
   */
  readonly groups?: readonly Group[];
}

const seeds = Array.from({ length: 20 }, (_, i) => i);

/**
 * Tests of a strategy on each group of networks that it supports. It must support at least one
 * group, and must throw an error that says what it lacks for the others. The tests check purity,
 * one graph for each plan key, no host read, no memory leak, finite values for logits of 1e4, the
 * distributions that it supports, gradients of all parameters, bit-identical resume, and an effect
 * of every option.
 */
export function describeStrategy(
  plugin: PluginOf<'strategy'>,
  settings: StrategySettings = {},
): void {
  const subject = subjectOf(plugin, settings);
  const groups = settings.groups ?? standardGroups;
  describe(`strategy ${plugin.id}`, () => {
    let runtime: Runtime;
    beforeAll(async () => {
      runtime = await startRuntime(settings);
    });
    describeFacts('strategy', subject);

    const variants = (settings.engineOnly ? [] : Object.keys(plugin.variants ?? {})).map((use) => ({
      name: `as ${use}`,
      options: { ...settings.needs },
      use,
    }));
    for (const { name, options, use } of [
      ...subject.sets.map((set) => ({ name: named(set), options: set, use: plugin.id })),
      ...variants,
    ]) {
      describe(name, () => {
        let casts: readonly Cast[];
        beforeAll(async () => {
          casts = await castsOf(subject, groups, { use, ...options });
        });

        it('holds for a group of networks', async () => {
          const reasons = await Promise.all(
            groups.map((group) => castOf(group, { use, ...options }, subject.registry)),
          );
          const said = reasons.map(
            (reason, i) =>
              `${groups[i]!.name}: ${reason instanceof InputError ? reason.message : 'holds'}`,
          );
          expect(casts.length, said.join('\n')).toBeGreaterThan(0);
        });
        it('is pure: the same again, and nothing that it was given is changed', () => {
          for (const cast of casts) {
            const first = runFlow(cast, { seed: 1 });
            runFlow(cast, { seed: 2 });
            const again = runFlow(cast, { seed: 1 });
            expect(again.loss).toBe(first.loss);
            expect(again.terms).toEqual(first.terms);
            expect(again.memoryValues).toEqual(first.memoryValues);
            for (const [leaf, grad] of Object.entries(first.grads))
              expectSameBits(again.grads[leaf]!, grad, leaf);
            expect(first.untouched, cast.group.name).toBe(true);
          }
        });
        it('is one graph for one plan key, whatever the numbers, and leaks no tensor', () => {
          const before = countTensors(settings);
          for (const cast of casts) {
            const measured = measuredBy(cast);
            const known = new Map<string, FlowOutcome>();
            for (const shift of [0, 1])
              for (const [i, moment] of moments(measured).entries()) {
                const outcome = runFlow(cast, { seed: (i + shift) % 3, moment });
                const same = known.get(outcome.key);
                if (!same) known.set(outcome.key, outcome);
                else {
                  expect(outcome.structure, cast.group.name).toEqual(same.structure);
                  expect(outcome.trace, cast.group.name).toEqual(same.trace);
                }
              }
          }
          expect(countTensors(settings)).toBe(before);
        });
        it('plans in numbers, strings, booleans and arrays, the same for the same random numbers', () => {
          for (const { setup } of casts)
            for (const moment of moments()) {
              const make = () =>
                setup.strategy.plan?.(moment, stream(3, 'strategy/plan', moment.step)) ?? {};
              const plan = make();
              expect(make()).toEqual(plan);
              for (const value of Object.values(plan)) {
                if (typeof value === 'object')
                  expect(value instanceof Float32Array || value instanceof Int32Array).toBe(true);
                else expect(['number', 'string', 'boolean']).toContain(typeof value);
                if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
              }
            }
        });
        it('keeps the memory that it declares, of the same shapes, and holds with 0 and 1', () => {
          for (const cast of casts) {
            const declared = cast.setup.strategy.memory?.(cast.setup.setting) ?? {};
            const { memory, hold } = runFlow(cast, { seed: 1 });
            for (const [name, shape] of Object.entries(memory)) {
              expect(Object.keys(declared)).toContain(name);
              expect(shape).toEqual(declared[name]!.shape);
            }
            for (const value of Object.values(hold)) expect([0, 1]).toContain(value);
          }
        });
        it('is finite at logits of 1e4, with finite gradients', () => {
          for (const cast of casts)
            for (const scale of [1e4, 1e-4])
              for (const moment of [moments()[1]!, moments()[4]!]) {
                const { loss, terms, grads } = runFlow(cast, { seed: 1, scale, moment });
                expect(
                  Number.isFinite(loss),
                  `${cast.group.name}, the loss at ${scale}: ${loss}`,
                ).toBe(true);
                for (const [term, value] of Object.entries(terms))
                  expect(Number.isFinite(value), term).toBe(true);
                for (const [leaf, grad] of Object.entries(grads))
                  expect(grad.every(Number.isFinite), `the gradient of ${leaf} at ${scale}`).toBe(
                    true,
                  );
              }
        });
        it.each(['bernoulli', 'gaussian'] as const)(
          'holds for %s outputs, finite and the same again, or is refused by name',
          (distribution) => {
            for (const cast of casts) {
              const { strategy } = cast.setup;
              if (!(strategy.holdsFor ?? [distribution]).includes(distribution)) {
                const refuse = () => checkHolds(use, strategy, distribution);
                expect(refuse).toThrow(`"${distribution}"`);
                expect(refuse).toThrow(InputError);
                continue;
              }
              const other = withDistribution(cast, distribution);
              const [first, again] = [runFlow(other, { seed: 1 }), runFlow(other, { seed: 1 })];
              expect(Number.isFinite(first.loss), cast.group.name).toBe(true);
              expect(again.loss).toBe(first.loss);
              for (const [leaf, grad] of Object.entries(first.grads)) {
                expect(grad.every(Number.isFinite), `the gradient of ${leaf}`).toBe(true);
                expectSameBits(again.grads[leaf]!, grad, leaf);
              }
            }
          },
        );
        it('gives every network that learns, and every parameter of its own, a gradient in some of 20 batches', () => {
          for (const cast of casts) {
            const middle = moments(measuredBy(cast))[3]!;
            const learners = [
              ...new Set(cast.peers.filter(({ learns }) => learns).map(({ network }) => network)),
            ];
            const leavesOf = (network: string) =>
              cast.peers
                .filter((peer) => peer.network === network)
                .map(({ id }) => `${id}//logits`);
            const wanted = new Map<string, readonly string[]>([
              ...learners.map(
                (network) => [`the network "${network}"`, leavesOf(network)] as const,
              ),
              ...Object.keys(cast.params).map(
                (name) => [`its parameter "${name}"`, [`strategy//${name}`]] as const,
              ),
            ]);
            for (const seed of seeds) {
              if (wanted.size === 0) break;
              const { grads } = runFlow(cast, { seed, moment: middle });
              for (const [what, leaves] of wanted)
                if (leaves.some((leaf) => grads[leaf]!.some((value) => value !== 0)))
                  wanted.delete(what);
            }
            expect([...wanted.keys()], `${cast.group.name}: what never gets a gradient`).toEqual(
              [],
            );
          }
        });
        it('measures finite numbers', () => {
          for (const cast of casts)
            for (const [measure, value] of Object.entries(measuredBy(cast)))
              expect(Number.isFinite(value), measure).toBe(true);
        });
        it('trains: twelve steps are seven, saved, loaded and five more, bit for bit; no tensor leaks', async () => {
          const { group, weights, strategy } = casts[0]!;
          await expectResumes(smallExperiment(group.networks, strategy), {
            registry: subject.registry,
            runtime,
            settings,
            weights,
          });
        });
        it('trains its largest group, and in turns, just so', async () => {
          const { group, weights, strategy } = casts.at(-1)!;
          const experiment = smallExperiment(group.networks, strategy, { update: 'alternating' });
          await expectResumes(experiment, {
            registry: subject.registry,
            runtime,
            settings,
            weights,
          });
        });
        it('gives every parameter of every network a gradient in some of 20 steps', async () => {
          const { group, weights, strategy } = casts[0]!;
          const experiment = smallExperiment(group.networks, strategy, { epochs: 5 });
          const { checkpoint } = await trained(experiment, 20, {
            registry: subject.registry,
            runtime,
            settings,
            weights,
          });
          expect(neverMoved(checkpoint)).toEqual([]);
        });
      });
    }

    if (!settings.engineOnly)
      it('has no option without an effect', async () => {
        expect(
          await idleOptions(subject, (options) => signatureOf(subject, groups, options)),
        ).toEqual([]);
      });
  });
}

async function castsOf(
  subject: Subject<'strategy'>,
  groups: readonly Group[],
  use: { readonly use: string },
): Promise<readonly Cast[]> {
  const casts: Cast[] = [];
  for (const group of groups) {
    const cast = await castOf(group, use, subject.registry);
    if (!(cast instanceof InputError)) casts.push(cast);
  }
  return casts;
}

/** The strategy's metrics of artificial logits. */
function measuredBy({ setup, peers }: Cast): Readonly<Record<string, number>> {
  const { classes } = setup.setting;
  const size = 12;
  const labels = Int32Array.from({ length: size }, (_, i) => i % classes);
  const rng = stream(2, 'conformance/measure', 0);
  const own = peers.filter(({ network, view }) => network === view);
  const evaluation = Object.fromEntries(
    own.map(({ id }) => [id, Float32Array.from({ length: size * classes }, () => rng.normal())]),
  );
  return setup.strategy.measure?.(evaluation, labels) ?? {};
}

/**
 * The parameters of learning networks whose largest gradient is 0. The optimizer of the tests keeps
 * the largest gradient in its slots.
 */
function neverMoved(checkpoint: Uint8Array): readonly string[] {
  const state: Readonly<Record<string, HostTensor>> = flattenState(
    decodeCheckpoint(checkpoint, 'the checkpoint').state,
  );
  return Object.entries(state)
    .filter(
      ([name, { data }]) =>
        /^networks\/[^/]+\/slots\/largest\//.test(name) && data.every((value) => value === 0),
    )
    .map(([name]) => name);
}

/** Edges, losses and gradients at several moments, for all groups that the strategy supports. */
async function signatureOf(
  subject: Subject<'strategy'>,
  groups: readonly Group[],
  options: Options,
): Promise<unknown> {
  const casts = await castsOf(subject, groups, { use: subject.plugin.id, ...options });
  if (casts.length === 0) return undefined;
  return casts.map((cast) => {
    const measured = measuredBy(cast);
    return moments(measured)
      .slice(1, 4)
      .map((moment, seed) => {
        const { structure, terms, grads, memoryValues, hold } = runFlow(cast, {
          seed: seed + 1,
          moment,
        });
        const sums = Object.entries(grads).map(([name, grad]) => [
          name,
          grad.reduce((sum, value, i) => sum + value * (1 + (i % 13)), 0),
        ]);
        return [structure, terms, sums, memoryValues, hold, measured];
      });
  });
}
