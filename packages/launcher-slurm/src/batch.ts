import path from 'node:path';
import type { Job } from '@codistill/core';
import { resources, type SlurmOptions } from './options.ts';

/** A job as sbatch takes it: its words, and the script on its standard input. */
export interface Batch {
  readonly words: readonly string[];
  readonly script: string;
}

/**
 * The batch job of a run. The key is its comment, by which it is found again. Its output goes into
 * the run's folder, where a requeued job appends. A minute before the time limit it gets SIGTERM,
 * so that the run saves. Slurm cancels it if a job that it waits for fails.
 */
export function batchOf({ folder, key, command, after = [] }: Job, given: SlurmOptions): Batch {
  return {
    words: [
      ...resources(given),
      `--job-name=${key.replace(/-[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/, '')}`,
      `--comment=${key}`,
      // Slurm replaces %j and others in the name of the output.
      `--output=${path.join(folder, 'output.txt').replaceAll('%', '%%')}`,
      '--open-mode=append',
      `--chdir=${folder}`,
      '--requeue',
      '--signal=B:TERM@60',
      ...(after.length === 0
        ? []
        : [
            `--dependency=afterok:${after.map(({ id }) => id).join(':')}`,
            '--kill-on-invalid-dep=yes',
          ]),
    ],
    script: scriptOf(command, given),
  };
}

/** The run replaces the shell, so that it gets the signals of Slurm and its exit code counts. */
export const scriptOf = (command: readonly string[], { lines }: SlurmOptions): string =>
  ['#!/bin/bash', ...lines, `exec ${command.map(quoted).join(' ')}`, ''].join('\n');

const quoted = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;
