import { defineConfig, type Options } from 'tsup';

/**
 * JavaScript only: types come from one `tsc -b` over the whole workspace, which takes seconds where
 * tsup takes minutes.
 */
export const library = (entry: string[], more: Options = {}) =>
  defineConfig({
    entry,
    format: 'esm',
    target: 'node20',
    clean: ['!**/*.d.ts', '!.tsbuildinfo'],
    sourcemap: true,
    splitting: true,
    dts: false,
    silent: true,
    ...more,
  });
