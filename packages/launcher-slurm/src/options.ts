import { z } from 'zod';

const word = z.string().min(1);
const count = z.number().int().positive();

/** What each run asks of the cluster. What is left out is what the cluster gives by default. */
export const options = z.object({
  partition: word.optional().describe('Partition, or several separated by commas.'),
  time: z
    .string()
    .regex(/^(\d+-)?\d+(:\d+){0,2}$/, 'a time limit is written 30 (minutes), 4:00:00 or 1-12:00:00')
    .optional()
    .describe('Time limit of a run, such as 4:00:00. A minute before it, the run saves and ends.'),
  memory: z
    .string()
    .regex(/^\d+[KMGT]?$/, 'memory is written 500M or 8G')
    .optional()
    .describe('Memory of a run, such as 8G.'),
  cpus: count.default(1).describe('Cores of a run.'),
  gpus: count.optional().describe('GPUs of a run.'),
  account: word.optional().describe('Account that is charged.'),
  lines: z
    .array(z.string().regex(/^[^\n]*$/, 'a single line'))
    .default([])
    .describe('Further lines of the batch script: #SBATCH options, then commands such as modules.'),
});

export type SlurmOptions = z.output<typeof options>;

/** What sbatch is told of every run. */
export const resources = (given: SlurmOptions): readonly string[] => [
  '--ntasks=1',
  `--cpus-per-task=${given.cpus}`,
  ...(given.partition === undefined ? [] : [`--partition=${given.partition}`]),
  ...(given.time === undefined ? [] : [`--time=${given.time}`]),
  ...(given.memory === undefined ? [] : [`--mem=${given.memory}`]),
  ...(given.gpus === undefined ? [] : [`--gpus-per-node=${given.gpus}`]),
  ...(given.account === undefined ? [] : [`--account=${given.account}`]),
];
