import { type Experiment, type Files, type Registry, type Runtime, train } from '@codistill/core';
import type { StartWeights } from '@codistill/core/engine';
import type { Checked } from './messages.ts';
import { opening } from './opening.ts';

/** The median seconds of the first `count` steps of an experiment, and their memory use. */
export async function timeSteps(
  experiment: Experiment,
  count: number,
  options: {
    readonly registry: Registry;
    readonly runtime: Runtime;
    readonly files: Files;
    readonly weights: Readonly<Record<string, StartWeights>>;
    readonly threads: string;
  },
): Promise<Pick<Checked, 'secondsPerStep' | 'megabytes'>> {
  const { registry, runtime, files, weights, threads } = options;
  const seconds: number[] = [];
  let since = performance.now();
  for await (const report of train(
    { ...experiment, evaluate: 'last-epoch' },
    { registry, runtime, files, weights, threads, ...opening() },
  )) {
    const now = performance.now();
    if (report.kind === 'step') seconds.push((now - since) / 1000);
    since = now;
    if (seconds.length >= count) break;
  }
  // The first step is a warm-up of the engine.
  const warm = seconds.slice(seconds.length > 1 ? 1 : 0).sort((a, b) => a - b);
  return {
    secondsPerStep: warm[Math.floor(warm.length / 2)]!,
    megabytes: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}
