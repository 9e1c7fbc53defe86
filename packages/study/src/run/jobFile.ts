import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { differingFields } from '@codistill/core/engine';
import { folderFiles } from '@codistill/node';
import { anotherRun, noJob, unreadableState } from '../errors.ts';
import { isPath, relativeTo } from '../relativePaths.ts';
import { removeHalfWritten } from './halfWritten.ts';
import { jsonFile } from './jsonFile.ts';
import type { TrainJob } from './messages.ts';

export const jobName = 'job.json';
export const jobFormat = 'codistill-job/1';

/** The content of job.json: the job of a run, with paths relative to its folder. */
type JobFile = { readonly format: typeof jobFormat } & Omit<TrainJob, 'kind' | 'folder'>;

/**
 * Stores everything that the process of a run needs in the run's folder.
 * @throws InputError if the folder holds a run of another experiment.
 */
export async function writeJob(job: TrainJob): Promise<void> {
  const { kind: _kind, folder, ...rest } = job;
  const files = folderFiles(folder);
  await removeHalfWritten(folder);
  await keepExperiment(job);
  await files.write(
    jobName,
    jsonFile({ format: jobFormat, ...withPaths(rest, (file) => relativeTo(folder, file)) }),
  );
}

/**
 * The job in a run's folder, with absolute paths.
 * @throws InputError if there is none, or it is not readable.
 */
export async function readJob(folder: string): Promise<TrainJob> {
  const file = path.join(folder, jobName);
  if (!existsSync(file)) throw noJob(folder);
  let found: JobFile;
  try {
    found = JSON.parse(await readFile(file, 'utf8')) as JobFile;
  } catch {
    throw unreadableState(file);
  }
  const { format, ...rest } = found;
  if (format !== jobFormat) throw unreadableState(file);
  return { kind: 'train', folder, ...withPaths(rest, (place) => path.resolve(folder, place)) };
}

const withPaths = (
  job: Omit<TrainJob, 'kind' | 'folder'>,
  map: (file: string) => string,
): Omit<TrainJob, 'kind' | 'folder'> => ({
  ...job,
  plugins: job.plugins.map((spec) => (isPath(spec) ? map(spec) : spec)),
  cwd: map(job.cwd),
  data: map(job.data),
  weightsFrom: map(job.weightsFrom),
  weights: Object.fromEntries(
    Object.entries(job.weights).map(([id, from]) => [id, { ...from, path: map(from.path) }]),
  ),
});

/**
 * Stores the experiment with the run. @throws InputError if the run in the folder has another one.
 */
async function keepExperiment({ folder, experiment }: TrainJob): Promise<void> {
  const file = path.join(folder, 'experiment.json');
  if (!existsSync(file)) return folderFiles(folder).write('experiment.json', jsonFile(experiment));
  const fields = differingFields(
    JSON.parse(await readFile(file, 'utf8')),
    JSON.parse(JSON.stringify(experiment)),
  );
  if (fields.length > 0) throw anotherRun(folder, fields);
}
