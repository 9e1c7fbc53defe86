import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { nameTaken, notEmpty, wrongId, wrongKind, wrongName } from './errors.ts';
import { pluginFiles, pluginId } from './files.ts';
import { ours } from './ours.ts';
import { kinds, type TemplateKind } from './templates.ts';

/**
 * Writes a new plugin package into `folder` (default: its name, in the current folder) and returns
 * the paths of its files. `version` is that of codistill's packages, as an npm range.
 * @throws Error if the folder is not empty, the kind or a name is wrong, or one of our plugins has
 * the name.
 */
export function createPlugin(
  packageName: string,
  kind: string,
  version: string,
  folder: string = packageName.replace(/^@[^/]+\//, ''),
): readonly string[] {
  if (!/^(@[a-z0-9-]+\/)?[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(packageName))
    throw wrongName(packageName);
  if (!kinds.includes(kind as TemplateKind)) throw wrongKind(kind, kinds);
  const id = pluginId(packageName);
  if (!/^[a-z]/.test(id)) throw wrongId(packageName, id);
  if (ours[kind as TemplateKind].includes(id)) throw nameTaken(id, kind);
  if (existsSync(folder) && readdirSync(folder).length > 0) throw notEmpty(folder);
  return Object.entries(pluginFiles(packageName, kind as TemplateKind, version)).map(
    ([name, text]) => {
      const file = path.join(folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
      return file;
    },
  );
}
