import { nameOf, type Registry } from '@codistill/core';
import { imageSizeOf, openDataset } from '@codistill/core/engine';
import { folderFiles } from '@codistill/node';
import type { Arm } from './arms.ts';
import { changeWarning } from './errors.ts';
import type { SavedStudy } from './folder.ts';
import type { LoadedModule } from './plugins/loadPlugins.ts';
import { type DataSource, recordingFiles, splitDigests } from './run/dataSource.ts';
import { opening } from './run/opening.ts';
import { changesSince } from './runSources.ts';
import { moduleSources, type Sources, versionsOf } from './sources.ts';
import type { Study } from './study.ts';
import { surroundingsOf } from './surroundings.ts';
import { formatUse } from './use/useText.ts';

/** What has changed since a finished study was trained. Data that cannot be read is left out. */
export async function warningsOnFinished(
  saved: SavedStudy,
  arms: readonly Arm[],
  folder: string,
  {
    registry,
    modules,
    cwd,
  }: {
    readonly registry: Registry;
    readonly modules: readonly LoadedModule[];
    readonly cwd: string;
  },
): Promise<readonly string[]> {
  const { study, engine, sources } = saved;
  if (!sources) return [];
  const data = await dataOf(study, registry, surroundingsOf(study, cwd).data).catch(
    () => undefined,
  );
  const now: Sources = {
    versions: engine ? versionsOf(engine.name) : {},
    modules: await moduleSources(modules),
    ...(data && { data }),
  };
  return (await changesSince(folder, saved, arms, now, [])).map(changeWarning);
}

async function dataOf(study: Study, registry: Registry, folder: string): Promise<DataSource> {
  const { dataset, image } = study.base;
  const { files, digests } = recordingFiles(folderFiles(folder));
  const built = registry.build('dataset', dataset);
  const { batchSize } = study.base;
  const opened = await openDataset(nameOf(dataset), built, files, {
    ...opening(),
    batchSize,
    ...(image && { size: imageSizeOf(image.size) }),
  });
  const splits = await splitDigests(opened);
  await opened.close?.();
  const source = { [formatUse(dataset)]: splits };
  return { files: await digests(source), splits: source };
}
