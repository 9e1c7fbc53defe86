import type { Launcher, Registry } from '@codistill/core';
import { armsOf, plannedRuns } from './arms.ts';
import { cannotLeave } from './errors.ts';
import { openStudyFolder, ownFolder, readStudy } from './folder.ts';
import { lastLaunch } from './launch/launches.ts';
import { launcherOf } from './launcherOf.ts';
import type { Study } from './study.ts';
import type { NamedLauncher } from './training.ts';

const pollMilliseconds = 500;

/**
 * Cancels the jobs of a study that work or wait, and returns their runs when all have ended. A job
 * that works saves first.
 * @throws InputError if its launcher's jobs end with the command, the folder holds no study, or a
 * command works there.
 */
export async function cancelStudy(
  study: Study,
  given: { readonly registry: Registry; readonly folder: string },
): Promise<readonly string[]> {
  const launcher = launcherOf(study.launcher, given.registry);
  if (!launcher.launcher.outlives) throw cannotLeave(launcher.name);
  await readStudy(given.folder);
  const folder = await openStudyFolder(given.folder, study);
  try {
    const runs = plannedRuns(armsOf(study, given.registry), study.seeds).map(
      ({ id, arm, seed }) => ({
        id,
        where: ownFolder(folder.path, arm.id, seed),
      }),
    );
    return await cancelRuns(runs, launcher);
  } finally {
    await folder.release();
  }
}

/** Cancels the jobs of runs, and returns the ids of those that had one. */
export async function cancelRuns(
  runs: readonly { readonly id: string; readonly where: string }[],
  { name, launcher }: NamedLauncher,
): Promise<readonly string[]> {
  const found: { readonly id: string; readonly ended: Promise<void> }[] = [];
  // Those that need others come later: none of them starts because another has ended.
  for (const { id, where } of [...runs].reverse()) {
    const launch = await lastLaunch(where, name, launcher);
    if (!launch) continue;
    await launcher.stop(launch.handle, 'save');
    found.unshift({ id, ended: ended(launcher, launch.handle) });
  }
  await Promise.all(found.map((one) => one.ended));
  return found.map(({ id }) => id);
}

async function ended(launcher: Launcher, handle: Parameters<Launcher['stop']>[0]): Promise<void> {
  for (;;) {
    const [found] = await launcher.states([handle]);
    if (found?.state === 'ended' || found?.state === 'unknown') return;
    await new Promise((done) => setTimeout(done, pollMilliseconds));
  }
}
