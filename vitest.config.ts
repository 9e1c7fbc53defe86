import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tests/longestFirst.ts';
import { SkipReporter } from './tests/skipReporter.ts';

const conditions = ['codistill-source', 'node', 'import', 'module', 'default'];
const reports = process.env['CODISTILL_TEST_REPORTS'];
const report = (what: string) => path.join(reports!, `${what}-${process.pid}.json`);

/** `npm test` runs the first project; `npm run test:all` runs both. */
const within = (ending: string) =>
  ['packages/*/src/**', 'apps/*/src/**', 'tests/**'].map((folder) => `${folder}/*${ending}`);
const exhaustive = within('.exhaustive.test.ts');
const projects = [
  { name: 'tests', include: within('.test.ts'), exclude: exhaustive },
  { name: 'exhaustive', include: exhaustive },
];

export default defineConfig({
  test: {
    projects: projects.map((project) => ({
      resolve: { conditions },
      ssr: { resolve: { conditions } },
      test: {
        ...project,
        setupFiles: ['./vitest.setup.ts'],
        testTimeout: 300_000,
        hookTimeout: 300_000,
      },
    })),
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    teardownTimeout: 60_000,
    reporters: reports
      ? ['default', ['json', { outputFile: report('vitest') }], new SkipReporter(report('skipped'))]
      : ['default', new SkipReporter()],
  },
});
