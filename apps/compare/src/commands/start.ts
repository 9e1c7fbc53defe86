import path from 'node:path';
import { loadRegistry } from '../plugins.ts';
import { completeStudy } from '../study/study.ts';
import { command, jsonArg } from './command.ts';
import { compareStudy } from './compareStudy.ts';

export const start = command({
  name: 'start',
  about: "Compare the paper's baselines on handwritten digits, in about two minutes",
  more: 'Independent, mutual, self, distill and competitive training of two small networks, three seeds each, into runs/start. The second call shows the finished comparison.',
  examples: [
    ['codistill start', 'compare, or show what was compared'],
    [
      'codistill compare --preset digits --seeds 5',
      'the same with more seeds, in a folder of its own',
    ],
  ],
  args: {
    out: { type: 'string', valueHint: 'FOLDER', description: 'Default runs/start.' },
    ...jsonArg,
  },
  async run({ out, json }) {
    const cwd = process.cwd();
    // Not the fastest engine but the one that every machine has, so that everyone sees the same
    // numbers.
    const study = completeStudy({ preset: 'digits', runtime: 'wasm' }, cwd);
    const registry = await loadRegistry();
    return compareStudy(study, registry, {
      cwd,
      folder: path.resolve(cwd, out ?? path.join('runs', 'start')),
      json: json === true,
      command: 'codistill start',
    });
  },
});
