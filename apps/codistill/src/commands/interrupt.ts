import { createInterface } from 'node:readline';
import type { Stop } from '@codistill/study';
import { say } from './command.ts';

/** What a command does when it is interrupted. */
export interface Interruption {
  /** Takes the function that stops the work. */
  readonly onStop: (stop: Stop) => void;
  /** Ends the handling. */
  end(): void;
}

/**
 * Handles Ctrl-C and requests to terminate. Jobs that end with the command are saved; the second
 * time they are ended at once. About jobs that can work on, a person at a terminal is asked;
 * otherwise they are left.
 *
 * @param quiet - Called before a question, so that nothing else draws there.
 */
export function onInterrupt(
  outlives: boolean,
  quiet: () => Promise<void> = async () => {},
): Interruption {
  let stop: Stop = () => {};
  let asking: Promise<void> | undefined;
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const hear = (signal: NodeJS.Signals) => {
    if (!outlives) {
      say('Saving ... (press Ctrl-C again to stop at once)');
      stop();
    } else if (signal === 'SIGINT' && process.stdin.isTTY && !asking)
      asking = quiet()
        .then(ask)
        .then((answer) => (answer === 'cancel' ? cancel(stop) : stop('leave')));
    else if (!asking) stop('leave');
  };
  for (const signal of signals) process.on(signal, hear);
  return {
    onStop: (how) => {
      stop = how;
    },
    end: () => {
      for (const signal of signals) process.off(signal, hear);
    },
  };
}

function cancel(stop: Stop): void {
  say('The jobs save and end ...');
  stop();
}

/** Asks a person what becomes of the jobs. Anything but "c" leaves them, also Ctrl-C. */
function ask(): Promise<'cancel' | 'leave'> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve) => {
    const end = (answer: string) => {
      resolve(/^c/i.test(answer.trim()) ? 'cancel' : 'leave');
      // This emits 'close', which would be another answer.
      lines.close();
    };
    lines.on('SIGINT', () => end('')).on('close', () => end(''));
    lines.question('Leave the jobs at work (l), or cancel them, which saves first (c)? [l] ', end);
  });
}
