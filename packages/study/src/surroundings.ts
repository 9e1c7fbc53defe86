import type { EngineWish, Surroundings } from './run/messages.ts';
import type { Study } from './study.ts';

/** What the processes of a study need. */
export const surroundingsOf = (study: Study, cwd: string): Surroundings => ({
  plugins: study.plugins,
  cwd,
  data: study.data ?? process.env['CODISTILL_DATA'] ?? cwd,
  engine: wishOf(study),
});

const wishOf = ({ runtime, device, threads, base }: Study): EngineWish => ({
  runtime,
  networks: Object.keys(base.networks).length,
  ...(device && { device }),
  ...(threads !== undefined && { threads }),
});
