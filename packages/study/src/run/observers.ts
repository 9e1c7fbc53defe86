import path from 'node:path';
import {
  type Files,
  nameOf,
  type Observer,
  type Registry,
  renamed,
  type Use,
} from '@codistill/core';
import { folderFiles } from '@codistill/node';
import { checkpoint, jsonl, predictions } from '@codistill/observers';

/**
 * The observers of the study in a run. They are called like their plugin, or NAME-2 if an observer
 * with that name comes before it.
 * @throws InputError if a name or an option is wrong.
 */
export const observersOf = (uses: readonly Use[], registry: Registry): readonly Observer[] =>
  uses.map((use, i) => {
    const name = nameOf(use);
    const before = uses.slice(0, i).filter((other) => nameOf(other) === name).length;
    const observer = registry.build('observer', use);
    return before === 0 ? observer : renamed(observer, `${name}-${before + 1}`);
  });

/**
 * What every run writes into its folder: its log with its times, its checkpoint and its last
 * predictions. The names have a slash, which no plugin has, so a study may list the same plugins.
 * The log is the first: version 0.1.0 saved its state there.
 */
export function ownObservers(
  files: Files,
  given: { readonly checkpointSeconds: number; readonly stepLines?: number },
): { readonly log: Observer; readonly last: readonly Observer[] } {
  const { checkpointSeconds, stepLines } = given;
  const log = jsonl({
    files,
    timing: 'timing.jsonl',
    ...(stepLines !== undefined && { stepLines }),
  });
  const state = checkpoint({ files, everySeconds: checkpointSeconds, best: false });
  return {
    log: renamed(log, 'run/jsonl'),
    last: [renamed(predictions({ files }), 'run/predictions'), renamed(state, 'run/checkpoint')],
  };
}

/**
 * The folder of an observer in that of the run: `observers/NAME`. So it cannot change the files of
 * the run itself.
 */
export const observerFiles = (folder: string, name: string): Files =>
  folderFiles(path.join(folder, 'observers', name));
