import type { RunsOfStudy } from '@codistill/core';
import type { PlannedRun } from './arms.ts';
import { failureOf } from './run/failure.ts';
import { type Outcome, schedule } from './schedule.ts';
import type { Course, Training } from './training.ts';
import { failed, skipped, trainOne } from './trainOne.ts';

/** Trains the runs that are not `known` to have ended, each after those that it needs. */
export async function trainRuns(
  runs: readonly PlannedRun[],
  known: Readonly<Record<string, Outcome>>,
  training: Training,
): Promise<Course> {
  const { statuses, processes, atOnce, launcher, crowded } = training;
  const course: Course = { jobs: new Map(), failures: {} };
  const statusOf = (run: string) => statuses.find(({ id }) => id === run)!;
  await schedule(runs, {
    known,
    atOnce,
    hasRoom: async () => crowded || ((await roomOf(training)) ?? 1) > 0,
    stopping: () => processes.stopping(),
    // A job that waits for another would take the place of one that could work.
    ahead: launcher.launcher.waits === true && !crowded,
    settled: () => {
      if (training.detach && !processes.stopping()) processes.stop('leave');
    },
    run: (planned, begun) =>
      trainOne(planned, statusOf(planned.id), { training, course, begun }).catch((error: unknown) =>
        failed(
          planned,
          statusOf(planned.id),
          { type: 'failed', ...failureOf(error) },
          training,
          course,
        ),
      ),
    skip: (planned, because) => skipped(planned, statusOf(planned.id), because, training, course),
  });
  return course;
}

/** How many more runs a launcher may start now; undefined if it sets no limit. */
export const roomOf = (
  training: Pick<Training, 'launcher' | 'engine' | 'study'>,
): Promise<number | undefined> => training.launcher.launcher.room(runsOf(training));

/** What a launcher is told of a study's runs. */
export const runsOf = ({
  engine: { name },
  study: { threads },
}: Pick<Training, 'engine' | 'study'>): RunsOfStudy => ({
  engine: name,
  ...(threads !== undefined && { threads }),
});
