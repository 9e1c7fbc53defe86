import { int32 } from '../../sharedArrays.ts';
import { type FileRow, joined } from '../fileTable.ts';
import type { ListedSplit } from '../listed.ts';
import type { Walked } from '../walk.ts';

/**
 * A split of files whose class a list names. Files of a class that training lacks are problems and
 * left out.
 */
export function labelledRows(
  listed: readonly { readonly row: FileRow; readonly says: string }[],
  names: readonly string[],
  list: string,
  { problems }: Pick<Walked, 'problems'>,
): ListedSplit {
  const labels = new Map(names.map((name, label) => [name, label]));
  const kept = listed.filter(({ row, says }) => {
    if (labels.has(says)) return true;
    const reason = `has the class ${says} in ${list}, which training lacks`;
    problems.push({ path: joined(row.folder, row.name), reason });
    return false;
  });
  const values = int32(kept.length);
  kept.forEach(({ says }, i) => {
    values[i] = labels.get(says)!;
  });
  return { rows: kept.map(({ row }) => row), targets: { kind: 'class', values } };
}
