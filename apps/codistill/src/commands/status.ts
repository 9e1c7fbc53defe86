import path from 'node:path';
import { readStatus, type StudyStatus } from '@codistill/study';
import { exitCodes } from '../exit.ts';
import { reasons, statusLine, statusTable } from '../screen/statusTable.ts';
import { command, jsonArg, print, printJson } from './command.ts';

const everyMilliseconds = 2000;

export const status = command({
  name: 'status',
  about: 'Say how far the runs of a study are',
  more: 'The command reads files alone: a study that runs on another machine can be looked at from any that sees its folder. A run that works writes twice a second: one that has begun and wrote nothing for a minute was stopped; `codistill compare` with the same options goes on with it.',
  examples: [
    ['codistill status runs/start', 'a line for each run'],
    ['codistill status runs/start --watch', 'again with every change, until all runs have ended'],
  ],
  args: {
    folder: {
      type: 'positional',
      required: true,
      description: 'A folder that `codistill compare` wrote.',
    },
    watch: {
      type: 'boolean',
      description: 'Print the status again when it changes, until all runs have ended.',
    },
    ...jsonArg,
  },
  async run(given) {
    const folder = path.resolve(given.folder);
    const say = (found: StudyStatus) => (given.json ? printJson(found) : show(found));
    let found = await readStatus(folder);
    say(found);
    while (given.watch && !found.done) {
      await new Promise((done) => setTimeout(done, everyMilliseconds));
      const next = await readStatus(folder, found);
      const changed = progressIn(next) !== progressIn(found);
      found = next;
      if (changed) say(found);
    }
    return exitCodes.ok;
  },
});

function show(found: StudyStatus): void {
  print(statusTable(found));
  for (const reason of reasons(found)) print(reason);
  print(statusLine(found));
}

/** What counts as a change. The passing of time does not. */
const progressIn = ({ runs }: StudyStatus) =>
  JSON.stringify(runs.map(({ state, epoch }) => [state, epoch]));
