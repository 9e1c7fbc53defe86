import path from 'node:path';
import { completeStudy, loadRegistry } from '@codistill/study';
import { command, jsonArg } from './command.ts';
import { compareStudy } from './compareStudy.ts';

export const start = command({
  name: 'start',
  about:
    "Compare the paper's baselines and controls on digits with few labels, in about three minutes",
  more: 'Two small networks and 100 training images, drawn anew for each of eight seeds: independent, mutual, self, distill and competitive, and independent and mutual with the perturbation of competitive as controls. The study is kept in runs/start. The second call shows the finished comparison.',
  examples: [
    ['codistill start', 'compare, or show what was compared'],
    [
      'codistill compare --preset few-labels --seeds 101,102,103,104',
      'the same with other seeds, in a folder of its own',
    ],
  ],
  args: {
    out: { type: 'string', valueHint: 'FOLDER', description: 'Default runs/start.' },
    anyway: {
      type: 'boolean',
      description: 'Go on with it although codistill or its data changed.',
    },
    ...jsonArg,
  },
  async run({ out, anyway, json }) {
    const cwd = process.cwd();
    // Not the fastest engine but the one that every machine has, so that everyone sees the same
    // numbers.
    const study = completeStudy({ preset: 'few-labels', runtime: 'wasm' }, cwd);
    const registry = await loadRegistry();
    return compareStudy(study, registry, {
      cwd,
      modules: [],
      anyway: anyway === true,
      folder: path.resolve(cwd, out ?? path.join('runs', 'start')),
      json: json === true,
      command: 'codistill start',
    });
  },
});
