// All errors of this package. Each says what was found, what was expected and what to do.
import { InputError } from '@codistill/core';

export const noSlurm = (command: string) =>
  new InputError(
    `Slurm's command ${command} is not installed on this machine. Start codistill on a login node of the cluster, or choose another --launcher.`,
  );
export const noController = (said: string) =>
  new InputError(
    `Slurm's controller gives no answer (${said}). Try \`sinfo\`, and start again when it lists the nodes.`,
  );
export const refused = (said: string) =>
  new InputError(
    `Slurm refuses a job with these options: ${said}. Correct the options of the launcher; \`sinfo\` lists partitions and nodes.`,
  );
export const notSubmitted = (said: string) => new Error(`Slurm did not take the job: ${said}.`);

/** What Slurm said, without the names of its commands, as one line. */
export const saidBy = (stderr: string): string =>
  [
    ...new Set(
      stderr
        .split('\n')
        .map((line) => line.replace(/^(sbatch|squeue|scancel|scontrol): (error|fatal): /, ''))
        .map((line) => line.replace(/^(Batch job submission failed|allocation failure): /, ''))
        .map((line) => line.trim().replace(/\.$/, ''))
        .filter((line) => line !== ''),
    ),
  ].join('; ') || 'no reason given';
