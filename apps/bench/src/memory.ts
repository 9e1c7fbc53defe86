import os from 'node:os';
import { defineCommand } from 'citty';
import { offers } from './models.ts';
import { type Engine, parseEngines, pythonFor, startEngine } from './peers.ts';
import type { Workload } from './workload.ts';
import { commandLine, say, tell, wordsOf, workloadArguments, workloadsOf } from './workloads.ts';

/** The peak resident set size of one engine on one workload, in MB. */
export interface MemoryPeak extends Workload {
  readonly engine: Engine;
  readonly steps: number;
  readonly peakMegabytes: number;
  readonly version: string;
}

/**
 * `pnpm bench memory` measures the peak resident set size of every engine, each in its own process,
 * one after the other.
 */
export const memory = defineCommand({
  meta: {
    name: 'memory',
    description: 'Compares the peak resident size of every engine over a few training steps.',
  },
  args: {
    ...workloadArguments,
    steps: { type: 'string', default: '10', description: 'Steps before the peak is read' },
  },
  async run({ args }) {
    const engines = parseEngines(args.engines);
    const python = await pythonFor(engines, say);
    const all: MemoryPeak[] = [];
    for (const workload of workloadsOf(args)) {
      for (const engine of engines.filter((each) => offers(each, workload.model))) {
        const process = await startEngine(engine, workload, python);
        try {
          for (let step = 0; step < Number(args.steps); step++) await process.step();
          const peakMegabytes = await process.peakMegabytes();
          all.push({
            engine,
            ...workload,
            steps: Number(args.steps),
            peakMegabytes,
            version: process.version,
          });
          say(`${wordsOf(workload)}, ${engine}: ${peakMegabytes.toFixed(0)} MB`);
        } finally {
          process.stop();
        }
      }
    }
    await tell(args, all, memoryTable(all, commandLine()));
  },
});

function memoryTable(all: readonly MemoryPeak[], command: string): string {
  const columns = [...new Set(all.map(wordsOf))];
  const rows = [...new Set(all.map(({ engine }) => engine))].map((engine) => {
    const cells = columns.map((column) => {
      const found = all.find((peak) => peak.engine === engine && wordsOf(peak) === column);
      return found ? found.peakMegabytes.toFixed(0) : '';
    });
    return `| ${engine} | ${cells.join(' | ')} |`;
  });
  return `### Peak resident size, MB\n\n| engine | ${columns.join(' | ')} |\n|---|${columns.map(() => '---|').join('')}\n${rows.join('\n')}\n\n${all[0]?.steps ?? 0} steps each in ${all[0]?.precision ?? 'float32'}, one engine after the other. ${os.cpus().length} cores of ${os.cpus()[0]?.model.trim()}, Node ${process.versions.node}.\n\nMade by \`${command}\`.\n`;
}
