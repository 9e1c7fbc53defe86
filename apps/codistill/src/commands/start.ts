import path from 'node:path';
import { completeStudy, loadRegistry } from '@codistill/study';
import { command, jsonArg } from './command.ts';
import { compareStudy } from './compareStudy.ts';

export const start = command({
  name: 'start',
  about:
    "Compare the paper's baselines and controls on digits with few labels, in about three minutes",
  more: 'It trains two small networks on 100 images, which it draws anew for each of eight seeds. It compares independent, mutual, self, distill and competitive, and two controls: independent and mutual with the perturbation of competitive. The study is saved in runs/start. A second call shows the finished comparison.',
  examples: [
    ['codistill start', 'run the comparison, or show it if it is finished'],
    [
      'codistill compare --preset few-labels --seeds 101,102,103,104',
      'the same with other seeds, in another folder',
    ],
  ],
  args: {
    out: {
      type: 'string',
      valueHint: 'FOLDER',
      description: 'Folder of the study; default runs/start.',
    },
    anyway: {
      type: 'boolean',
      description: 'Continue the study although codistill or its data changed.',
    },
    ...jsonArg,
  },
  async run({ out, anyway, json }) {
    const cwd = process.cwd();
    // This is not the fastest engine, but every machine has it, so everyone sees the same numbers.
    const study = completeStudy({ preset: 'few-labels', runtime: 'wasm' }, cwd);
    const registry = await loadRegistry();
    return compareStudy(study, registry, {
      cwd,
      modules: [],
      anyway: anyway === true,
      detach: false,
      folder: path.resolve(cwd, out ?? path.join('runs', 'start')),
      json: json === true,
      command: 'codistill start',
    });
  },
});
