import { writeFileSync } from 'node:fs';
import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node';

/** A skipped test and its reason: the note of `skip`, or the text after "skipped: " in its name. */
export interface Skipped {
  readonly file: string;
  readonly name: string;
  readonly why?: string;
}

/**
 * Prints the reasons of skipped tests at the end of a run. A test skipped without a reason fails
 * the run, unless tests were selected by name.
 */
export class SkipReporter implements Reporter {
  readonly #file: string | undefined;
  #vitest: Vitest | undefined;

  /** If a file is given, the skipped tests are also written to it as JSON. */
  constructor(file?: string) {
    this.#file = file;
  }

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const skipped = modules.flatMap((module) =>
      [...module.children.allTests('skipped')].map((test) => skippedOf(module, test)),
    );
    if (this.#file) writeFileSync(this.#file, JSON.stringify(skipped));
    if (skipped.length === 0 || this.#vitest?.config.testNamePattern) return;
    const reasons = new Map<string, number>();
    for (const { why } of skipped) if (why) reasons.set(why, (reasons.get(why) ?? 0) + 1);
    const lines = [...reasons].map(([why, count]) => `   ${count} skipped: ${why}`);
    const silent = skipped.filter(({ why }) => why === undefined);
    for (const { file, name } of silent)
      lines.push(`   skipped without a reason: ${file}: ${name}`);
    this.#vitest?.logger.log(`${lines.join('\n')}\n`);
    if (silent.length > 0) process.exitCode = 1;
  }
}

function skippedOf(module: TestModule, test: TestCase): Skipped {
  const result = test.result();
  const note = result.state === 'skipped' ? result.note : undefined;
  const why = note || /skipped: (.+?)(?: > |$)/.exec(test.fullName)?.[1];
  return { file: module.relativeModuleId, name: test.fullName, ...(why && { why }) };
}
