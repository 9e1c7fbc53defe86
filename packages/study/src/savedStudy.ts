import type { Arm } from './arms.ts';
import { type SavedStudy, studyFormat } from './folder.ts';
import type { EngineInfo } from './run/messages.ts';
import { saveArms } from './savedArms.ts';
import { type Sources, sourcesId } from './sources.ts';
import type { Study } from './study.ts';

/** A study as its folder is to keep it, with the engine and the sources that it had `before`. */
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

/** The same with runs that are made of `sources` on `engine`; the last sources are those of now. */
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
