import type { Arm } from './arms.ts';
import { type SavedStudy, studyFormat } from './folder.ts';
import type { EngineInfo } from './run/messages.ts';
import { saveArms } from './savedArms.ts';
import { type Sources, sourcesId } from './sources.ts';
import type { Study } from './study.ts';

/** The content of study.json for a study. Engine and sources are those that it had `before`. */
export const savedStudy = (
  study: Study,
  arms: readonly Arm[],
  command: string,
  before: Pick<SavedStudy, 'engine' | 'sources'> = {},
): SavedStudy => ({
  format: studyFormat,
  study,
  arms: saveArms(arms, study),
  ...(before.sources && { sources: before.sources }),
  command,
  ...(before.engine && { engine: before.engine }),
});

/**
 * The same study with `sources` and `engine` for the runs that are trained now. The latest sources
 * come last.
 */
export function madeOf(saved: SavedStudy, sources: Sources, engine: EngineInfo): SavedStudy {
  const { format, study, arms, sources: earlier = {}, command } = saved;
  const id = sourcesId(sources);
  const others = Object.entries(earlier).filter(([other]) => other !== id);
  return {
    format,
    study,
    ...(arms && { arms }),
    sources: { ...Object.fromEntries(others), [id]: sources },
    command,
    engine: { name: engine.name, device: engine.device, threads: engine.threads },
  };
}
