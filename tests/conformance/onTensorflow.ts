import { describeRegistry, describeRuntime, type RegistrySettings } from '@codistill/conformance';
import type { Use } from '@codistill/core';
import { available, tensorflow } from '@codistill/runtime-tensorflow';
import * as tf from '@tensorflow/tfjs-core';
import { describe } from 'vitest';
import { registry, smallBackbones } from './everything.ts';

const settings: RegistrySettings = {
  runtime: () => tensorflow({ device: 'cpu' }),
  tensors: () => (tf.backend() as unknown as { getNumOfTFTensors(): number }).getNumOfTFTensors(),
  engineOnly: true,
  plugins: smallBackbones,
};

/**
 * The conformance tests on the TensorFlow engine. If it is not installed, they are skipped, or fail
 * with `CI_ENGINES=required`.
 */
export const describeOnTensorflow = (own: RegistrySettings): void =>
  onTensorflow(() => describeRegistry(registry, { ...settings, ...own }));

/** Tests that its programs give the same bits. Each is trained with one of `strategies`. */
export const describeRuntimeOnTensorflow = (strategies: readonly Use[]): void =>
  onTensorflow(() => describeRuntime('tensorflow', { ...settings, registry, strategies }));

function onTensorflow(tests: () => void): void {
  const found = available('cpu');
  const required =
    process.env['CI_ENGINES'] === 'required' && process.env['CODISTILL_WITHOUT_TENSORFLOW'] !== '1';
  if (found.ok) describe('on TensorFlow', tests);
  else if (required)
    describe('on TensorFlow', () => {
      throw new Error(
        `These tests need the TensorFlow engine: ${found.reasons.join('; ')}. Run: npm run native`,
      );
    });
  else
    describe.skip(
      'on TensorFlow, skipped: the TensorFlow engine is not installed, npm run native installs it',
      tests,
    );
}
