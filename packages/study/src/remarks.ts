import type { Arm } from './arms.ts';
import { homeOf, type SavedStudy } from './folder.ts';
import { mixedSources } from './runSources.ts';

/**
 * What a reader of a study's report must know about its runs: which methods are the same training,
 * and whether runs were made with different code or data.
 */
export async function remarksOn(
  folder: string,
  saved: SavedStudy,
  arms: readonly Arm[],
): Promise<readonly string[]> {
  const byHome = new Map<string, string[]>();
  for (const { id } of arms)
    for (const seed of saved.study.seeds) {
      const home = homeOf(folder, id, seed).replace(/\/seed-\d+$/, '');
      const text = `${id}\n${home}`;
      if (home !== id) byHome.set(text, [...(byHome.get(text) ?? []), String(seed)]);
    }
  const shared = [...byHome].map(([text, seeds]) => {
    const [id, home] = text.split('\n');
    return `${id} is the same training as ${home}, so both show the same runs (${seeds.length === 1 ? 'seed' : 'seeds'} ${seeds.join(', ')}), which were trained once; each shows the cost of those runs.`;
  });
  return [...shared, ...(await mixedSources(folder, saved, arms))];
}
