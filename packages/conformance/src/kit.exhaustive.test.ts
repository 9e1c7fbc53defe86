import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { broken } from './testing/broken.ts';

interface Result {
  readonly fullName: string;
  readonly status: string;
  readonly failureMessages: readonly string[];
}

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '..', '..', '..');
const folder = mkdtempSync(path.join(os.tmpdir(), 'codistill-kit-'));
let results: readonly Result[];

beforeAll(async () => {
  const report = path.join(folder, 'report.json');
  const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const fixture = [
    '--config',
    path.join(here, 'testing', 'vitest.fixture.config.ts'),
    '--root',
    root,
  ];
  const { CI: _, CODISTILL_TEST_REPORTS: __, ...env } = process.env;
  // The run is expected to fail; the test reads its report.
  await new Promise<void>((resolve) => {
    execFile(
      process.execPath,
      [vitest, 'run', ...fixture, '--reporter=json', `--outputFile=${report}`],
      { cwd: root, env, maxBuffer: 2 ** 26 },
      () => resolve(),
    );
  });
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
    readonly testResults: readonly { readonly assertionResults: readonly Result[] }[];
  };
  results = testResults.flatMap(({ assertionResults }) => assertionResults);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the kit', () => {
  it('lets its own parts pass', () => {
    const own = results.filter(({ fullName }) => fullName.startsWith('fine'));
    expect(own.length).toBeGreaterThan(50);
    expect(
      own
        .filter(({ status }) => status === 'failed')
        .map(({ fullName, failureMessages }) => `${fullName}: ${failureMessages[0]}`),
    ).toEqual([]);
  });
  for (const [{ kind, id }, test] of broken)
    it(`finds the fault of the ${kind} "${id}": ${test}`, () => {
      const failed = results
        .filter(({ fullName, status }) => status === 'failed' && fullName.includes(` ${id} `))
        .map(({ fullName }) => fullName);
      expect(
        failed.some((name) => name.includes(test)),
        `failed: ${failed.join('\n')}`,
      ).toBe(true);
    });
});
