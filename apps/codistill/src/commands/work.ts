import { workIn } from '@codistill/study';
import { command } from './command.ts';

export const work = command({
  name: 'work',
  about: 'Train the run in a folder from its job.json, from its newest checkpoint',
  more: 'Launchers start every run so, on any machine that sees the folder. `codistill compare` and `codistill run` write job.json. It ends with 0 when the run has finished, 1 when it failed, 2 for bad input, 3 when it diverged, 4 when the disk is full, and 75 when it was stopped or a later attempt has taken over: then it may be started again. SIGTERM and Ctrl-C let it save first.',
  examples: [
    ['codistill work runs/start/runs/mutual/seed-1', 'train one run of a study'],
    ['sbatch --wrap "codistill work $PWD/runs/one"', 'as a job of a cluster'],
  ],
  args: {
    folder: {
      type: 'positional',
      required: true,
      description: 'The folder of a run, which holds job.json.',
    },
    anyway: {
      type: 'boolean',
      description: 'Continue the run although its plugins or data changed since its checkpoint.',
    },
    'until-stdin-ends': {
      type: 'boolean',
      description:
        'Save and end when the standard input ends, which is when the process that started it is gone. Ctrl-C is left to that process.',
    },
  },
  run: (given) =>
    workIn(given.folder, {
      untilStdinEnds: given['until-stdin-ends'] === true,
      anyway: given.anyway === true,
    }),
});
