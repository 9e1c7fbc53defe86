import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '@codistill/node';
import { type ImagesTask, imagesTasks } from './imagesTask.ts';
import { scripts } from './peers.ts';

const run = promisify(execFile);

/** Our loader keeps what it finds out about files only if they are older than two seconds. */
const settlingMilliseconds = 3000;

/** The files of a task, which are made on first use, in the cache folder. */
export async function imagesFiles(
  name: keyof typeof imagesTasks,
  python: string,
  say: (line: string) => void,
): Promise<ImagesTask> {
  const { files, ...how } = imagesTasks[name];
  const count = how.batch * (how.untimed + how.timed);
  const folder = await jpegFiles(`${name}-${count}`, { count, ...files }, python, say);
  return { name, folder, cache: `${folder}-found`, ...how };
}

/** A folder in the cache folder with train/, of `count` JPEG files in four classes, and test/. */
export async function jpegFiles(
  name: string,
  files: {
    readonly count: number;
    readonly height: number;
    readonly width: number;
    readonly quality: number;
  },
  python: string,
  say: (line: string) => void,
): Promise<string> {
  const folder = path.join(cacheFolder(), 'bench-images', name);
  if (existsSync(folder)) return folder;
  say(`Making ${files.count} JPEG files of ${files.width}x${files.height} pixels ...`);
  const made = `${folder}.part`;
  await rm(made, { recursive: true, force: true });
  await mkdir(made, { recursive: true });
  const given = JSON.stringify({ folder: made, ...files });
  await run(python, [path.join(scripts, 'make_images.py'), given]);
  await rename(made, folder);
  await new Promise((done) => setTimeout(done, settlingMilliseconds));
  return folder;
}
