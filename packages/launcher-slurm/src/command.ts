import { execFile } from 'node:child_process';
import { noSlurm } from './errors.ts';

/** How a command of Slurm ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command of Slurm to its end.
 * @throws InputError if it is not installed.
 */
export const command = (
  name: 'sbatch' | 'squeue' | 'scancel' | 'scontrol',
  words: readonly string[],
  input = '',
): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = execFile(name, words, { maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
      if ((error as NodeJS.ErrnoException | null)?.code === 'ENOENT') reject(noSlurm(name));
      else resolve({ code: error ? Number(error.code ?? 1) || 1 : 0, stdout, stderr });
    });
    child.stdin?.on('error', () => {}).end(input);
  });

/**
 * Whether a command failed because the controller gave no answer: it is restarted, or the network
 * is away. Then the command may still have had its effect.
 */
export const isAway = ({ code, stderr }: Ended): boolean =>
  code !== 0 &&
  /unable to contact|timed out|connection refused|connection reset|communication|backup controller|zero bytes|transport endpoint/i.test(
    stderr,
  );

const patienceMilliseconds = 600_000;
const pauseMilliseconds = 2000;

/**
 * Repeats a command until the controller answers, for ten minutes.
 *
 * @param anew - Makes sure before a repetition that the command had no effect, else returns what
 * counts as its end.
 */
export async function patiently(
  run: () => Promise<Ended>,
  anew: () => Promise<Ended | undefined> = async () => undefined,
): Promise<Ended> {
  const since = performance.now();
  let ended = await run();
  while (isAway(ended) && performance.now() - since < patienceMilliseconds) {
    await new Promise((done) => setTimeout(done, pauseMilliseconds));
    ended = (await anew()) ?? (await run());
  }
  return ended;
}
