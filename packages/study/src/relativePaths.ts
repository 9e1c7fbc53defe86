import path from 'node:path';

/** Whether a plugin's name is a path, and not the name of a package. */
export const isPath = (spec: string): boolean =>
  /^\.{1,2}([/\\]|$)/.test(spec) || path.isAbsolute(spec);

/** A path relative to `folder`: './mine.js', '../../data'. */
export function relativeTo(folder: string, file: string): string {
  const relative = path.relative(folder, file).replaceAll(path.sep, '/');
  if (path.isAbsolute(relative)) return relative;
  return relative.startsWith('../') || relative === '..' ? relative : `./${relative}`;
}
