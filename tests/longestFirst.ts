import { BaseSequencer, type TestSpecification } from 'vitest/node';

const longest = [
  'tests/docs.exhaustive.test.ts',
  'tests/contributing.exhaustive.test.ts',
  'apps/codistill/src/stories/compare.test.ts',
  'packages/runtime-wasm/src/wasm.test.ts',
  'tests/docs.test.ts',
  'apps/codistill/src/stories/look.test.ts',
  'apps/codistill/src/stories/badInput.exhaustive.test.ts',
  'apps/codistill/src/stories/interruption.exhaustive.test.ts',
  'packages/runtime-tensorflow/src/install/install.exhaustive.test.ts',
  'packages/conformance/src/kit.exhaustive.test.ts',
];

/** Starts the slowest files first, so that none of them runs alone at the end. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = longest.findIndex((name) => moduleId.endsWith(name));
      return at < 0 ? longest.length : at;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}
