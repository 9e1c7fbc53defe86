import path from 'node:path';
import { nameOf, type Observer, type Registry, type Use } from '@codistill/core';
import { isOutlet } from '@codistill/core/engine';
import { folderFiles } from '@codistill/node';

/**
 * The observers of a run. An observer that writes files has its own folder, `observers/NAME` below
 * the run's, or `observers/NAME-2` if an observer with that name comes before it. So it cannot
 * change the app's own log and checkpoints.
 * @throws InputError if a name or an option is wrong.
 */
export const observersOf = (
  uses: readonly Use[],
  registry: Registry,
  folder: string,
): readonly Observer[] =>
  uses.map((use, i) => {
    const name = nameOf(use);
    const before = uses.slice(0, i).filter((other) => nameOf(other) === name).length;
    const own = path.join(folder, 'observers', before === 0 ? name : `${name}-${before + 1}`);
    const { plugin } = registry.find('observer', use);
    const outlets = Object.entries(plugin.options.shape).flatMap(([option, schema]) =>
      isOutlet(schema) ? [[option, folderFiles(own)] as const] : [],
    );
    return registry.build('observer', {
      ...Object.fromEntries(outlets),
      ...(typeof use === 'string' ? { use } : use),
    });
  });
