import path from 'node:path';
import { folderFiles } from '@codistill/node';
import { writeReport } from '@codistill/report';
import {
  armsAsSaved,
  armsOf,
  buildReport,
  json,
  loadRegistry,
  readStudy,
  readTimings,
  studyOfFolder,
} from '@codistill/study';
import { exitCodes } from '../exit.ts';
import { command, jsonArg, pluginArg, print, printJson, valuesOf } from './command.ts';

export const report = command({
  name: 'report',
  about: 'Write the report of a study anew: a page, tables and charts',
  more: 'It needs no plugin, for a study keeps what its methods are; a study of an earlier version needs those that it was made with, and --plugin says where they are now.',
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
    const saved = await readStudy(folder);
    const plugins = valuesOf('plugin', raw);
    const arms =
      saved.arms && plugins.length === 0
        ? armsAsSaved(saved.arms)
        : armsOf(
            saved.study,
            await loadRegistry(plugins.length > 0 ? plugins : saved.study.plugins),
          );
    const study = await studyOfFolder(
      folder,
      saved,
      arms,
      await readTimings(folder, arms, saved.study.seeds),
    );
    const files = folderFiles(folder);
    await writeReport(study, files);
    const page = path.join(folder, 'report.html');
    await files.write('report.json', json(await buildReport(folder, saved, arms)));
    if (given.json) printJson({ page, ...study });
    else print(page);
    return exitCodes.ok;
  },
});
