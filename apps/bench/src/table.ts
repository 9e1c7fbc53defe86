import os from 'node:os';
import { firstStep, type StepTimes } from './step.ts';
import { wordsOf } from './workloads.ts';

/**
 * The times as a Markdown table: one block for each workload, with ratios to the best PyTorch
 * variant.
 */
export function stepTable(times: readonly StepTimes[], command: string): string {
  const groups = new Map<string, StepTimes[]>();
  for (const time of times) {
    const key = `${wordsOf(time)}, ${time.precision}`;
    groups.set(key, [...(groups.get(key) ?? []), time]);
  }
  const parts = [...groups].map(([name, group]) => {
    const torch = group.filter(({ engine }) => engine.startsWith('pytorch'));
    const best = (pick: (time: StepTimes) => number) => Math.min(...torch.map(pick));
    const ratio = (value: number, base: number) =>
      Number.isFinite(base) ? (value / base).toFixed(2) : '';
    const rows = group.map(
      (t) =>
        `| ${t.engine} | ${t.medianMs.toFixed(0)} | ${ratio(
          t.medianMs,
          best((o) => o.medianMs),
        )} | ${t.minMs.toFixed(0)} | ${ratio(
          t.minMs,
          best((o) => o.minMs),
        )} | ${firstStep(t)} | ${t.peakMegabytes.toFixed(0)} | ${ratio(
          t.peakMegabytes,
          best((o) => o.peakMegabytes),
        )} |`,
    );
    return `### ${name}\n\n| engine | median, ms | relative to PyTorch's fastest | minimum, ms | relative to PyTorch's fastest | first step, s | peak resident size, MB | relative to PyTorch's least |\n|---|---|---|---|---|---|---|---|\n${rows.join('\n')}\n`;
  });
  const [cpu] = os.cpus();
  const facts = `${os.cpus().length} cores of ${cpu?.model.trim()}, Node ${process.versions.node}; ${[...new Set(times.map(({ engine, version }) => `${engine}: ${version}`))].join('; ')}.`;
  return `${parts.join('\n')}\n${times[0]?.runs.length ?? 0} steps each, with the engines taking turns in one run. ${facts}\n\nMade by \`${command}\`.\n`;
}
