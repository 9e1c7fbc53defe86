import type { HostTensor, Runtime } from '@codistill/core';
import { decodeCheckpoint, flattenState } from '@codistill/core/engine';
import { expect, it } from 'vitest';
import type { Subject } from '../settings.ts';
import type { Cast } from '../tools/cast.ts';
import { smallExperiment } from '../tools/experiment.ts';
import { expectResumes, trained } from '../tools/resume.ts';
import type { Casts } from './casts.ts';

/**
 * Declares the tests that train networks with the strategy: bit-identical resume with simultaneous
 * and with alternating updates, no memory leak, and a gradient for every parameter.
 */
export function describeTraining(
  casts: Casts,
  { registry, settings }: Subject<'strategy'>,
  runtime: () => Runtime,
): void {
  const around = ({ weights }: Cast) => ({ registry, runtime: runtime(), settings, weights });
  it('trains: twelve steps are seven, saved, loaded and five more, bit for bit; no tensor leaks', async () => {
    const cast = casts()[0]!;
    await expectResumes(smallExperiment(cast.group.networks, cast.strategy), around(cast));
  });
  it('trains its largest group, and in turns, just so', async () => {
    const cast = casts().at(-1)!;
    const experiment = smallExperiment(cast.group.networks, cast.strategy, {
      update: 'alternating',
    });
    await expectResumes(experiment, around(cast));
  });
  it('gives every parameter of every network a gradient in some of 20 steps', async () => {
    const cast = casts()[0]!;
    const experiment = smallExperiment(cast.group.networks, cast.strategy, { epochs: 5 });
    const { checkpoint } = await trained(experiment, 20, around(cast));
    expect(neverMoved(checkpoint)).toEqual([]);
  });
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
