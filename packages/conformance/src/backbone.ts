import { beforeAll, describe, expect, it } from 'vitest';
import { describeGradients } from './backbone/gradients.ts';
import { describeHeads } from './backbone/heads.ts';
import type { ImageShape } from './backbone/look.ts';
import { describePurity } from './backbone/purity.ts';
import { hasBlocks } from './backbone/recompute.ts';
import { signatureOf } from './backbone/signature.ts';
import { describeFacts } from './facts.ts';
import { named, type PluginOf, type Settings, startRuntime, subjectOf } from './settings.ts';
import { idleOptions } from './tools/effects.ts';
import { smallExperiment } from './tools/experiment.ts';
import { expectResumes, expectSameTensors, trained } from './tools/resume.ts';

/** Settings for the tests of a backbone. */
export interface BackboneSettings extends Settings {
  /** Height, width and channels of the images; default 8, 8, 3. */
  readonly imageShape?: readonly [number, number, number];
}

/**
 * Tests of a backbone: heads and shapes, purity, an unchanged graph, predictions in evaluation that
 * do not depend on the batch, gradients of all parameters, resume, no memory leak, the same bits
 * where blocks are computed again, and an effect of every option.
 */
export function describeBackbone(
  plugin: PluginOf<'backbone'>,
  settings: BackboneSettings = {},
): void {
  const subject = subjectOf(plugin, settings);
  const imageShape: ImageShape = settings.imageShape ?? [8, 8, 3];
  describe(`backbone ${plugin.id}`, () => {
    let runtime: Awaited<ReturnType<typeof startRuntime>>;
    beforeAll(async () => {
      runtime = await startRuntime(settings);
    });
    describeFacts('backbone', subject);

    for (const set of subject.sets) {
      describe(named(set), () => {
        const backbone = subject.build(set);
        describeHeads(backbone, imageShape);
        describePurity(backbone, imageShape, settings);
        describeGradients(backbone, imageShape);
        const networks = { a: { backbone: { use: plugin.id, ...settings.needs, ...set } } };
        const experiment = smallExperiment(networks, 'conformance-independent', {
          dataset: { use: 'conformance-images', shape: [...imageShape], train: 20 },
          batchSize: 4,
          perturb: { when: 'conformance-often', pool: ['conformance-noise'] },
        });
        it('goes on from a checkpoint with the same bits, and leaks no tensor over steps', async () => {
          await expectResumes(experiment, { registry: subject.registry, runtime, settings });
        });
        it('computes its blocks again with the same bits, if it has any', async () => {
          if (!hasBlocks(backbone, imageShape)) return;
          const around = { registry: subject.registry, runtime, settings };
          const kept = await trained(experiment, 3, around);
          const again = await trained({ ...experiment, recompute: 'blocks' }, 3, around);
          expect(again.metrics).toEqual(kept.metrics);
          // A checkpoint names its experiment too.
          expectSameTensors(again.checkpoint, kept.checkpoint);
        });
      });
    }

    if (!settings.engineOnly)
      it('has no option without an effect', async () => {
        expect(
          await idleOptions(subject, (options) => signatureOf(subject.build(options), imageShape)),
        ).toEqual([]);
      });
  });
}
