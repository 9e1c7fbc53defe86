import type { ChildProcess } from 'node:child_process';

/** How a process ended, in words. */
export const howEnded = (code: number | null, signal: NodeJS.Signals | null): string =>
  signal ? `signal ${signal}` : `exit code ${code}`;

/** The last lines of the last 2,000 characters that a process wrote to standard error. */
export function lastWords(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (more: string) => {
    text = (text + more).slice(-2000);
  });
  return () => text.trim().split('\n').slice(-5).join('\n');
}
