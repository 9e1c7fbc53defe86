import { describe } from 'vitest';
import { available } from '../engine/available.ts';

const found = available('cpu');

/**
 * `describe` with the engine. If the engine is not installed, the tests are skipped; with
 * CI_ENGINES=required they fail and say why. CODISTILL_WITHOUT_TENSORFLOW=1 always skips them.
 */
export function describeWithEngine(name: string, tests: () => void): void {
  if (found.ok) describe(name, tests);
  else if (
    process.env['CI_ENGINES'] === 'required' &&
    process.env['CODISTILL_WITHOUT_TENSORFLOW'] !== '1'
  )
    describe(name, () => {
      throw new Error(
        `These tests need the TensorFlow engine: ${found.reasons.join('; ')}. Run: npm run native`,
      );
    });
  else
    describe.skip(
      `${name}, skipped: the TensorFlow engine is not installed, npm run native installs it`,
      tests,
    );
}
