import fc from 'fast-check';

// One seed for every run, so that a law that fails in CI fails here too. `FAST_CHECK_SEED=... pnpm
// vitest` looks elsewhere.
fc.configureGlobal({ seed: Number(process.env['FAST_CHECK_SEED'] ?? 250623285) });
