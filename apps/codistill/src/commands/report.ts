import path from 'node:path';
import { folderFiles } from '@codistill/node';
import { reportJson, writeReport } from '@codistill/report';
import { json, readReport } from '@codistill/study';
import { exitCodes } from '../exit.ts';
import { command, jsonArg, pluginArg, print, printJson, valuesOf } from './command.ts';

export const report = command({
  name: 'report',
  about: 'Write the report of a study again: a page, tables and charts',
  more: 'It needs no plugins, because a study saves its methods. A study of an earlier version needs the plugins that it was made with; --plugin gives their current place.',
  examples: [['codistill report runs/start', 'report.html, tables/ and charts/ in that folder']],
  args: {
    folder: {
      type: 'positional',
      required: true,
      description: 'A folder that `codistill compare` wrote.',
    },
    ...pluginArg,
    ...jsonArg,
  },
  async run(given, raw) {
    const folder = path.resolve(given.folder);
    const found = await readReport(folder, { plugins: valuesOf('plugin', raw) });
    const files = folderFiles(folder);
    await writeReport(found, files);
    const page = path.join(folder, 'report.html');
    const results = reportJson(found);
    await files.write('report.json', json(results));
    if (given.json) printJson({ page, ...results });
    else print(page);
    return exitCodes.ok;
  },
});
