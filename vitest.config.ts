import path from 'node:path';
import { defineConfig } from 'vitest/config';

const conditions = ['codistill-source', 'node', 'import', 'module', 'default'];
const reports = process.env['CODISTILL_TEST_REPORTS'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'tests/**/*.test.ts'],
    setupFiles: ['./vitest.setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    teardownTimeout: 60_000,
    // Stories run real processes on two slow cores; a law or a number that fails, fails again.
    retry: process.env['CI'] ? 2 : 0,
    reporters: reports
      ? ['default', ['json', { outputFile: path.join(reports, `vitest-${process.pid}.json`) }]]
      : ['default'],
  },
});
