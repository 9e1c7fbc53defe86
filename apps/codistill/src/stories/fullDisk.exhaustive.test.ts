import { spawnSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { codistill, environment, filesBelow, main, temporary, tiny } from '../testing/command.ts';
import { outcome } from '../testing/outcome.ts';

/** How often the disk is full. CODISTILL_KILLS=20 runs the full test. */
const places = Math.ceil(Number(process.env['CODISTILL_KILLS'] ?? 4) / 2);

/** Runs a script in which $PWD/disk is a disk of a given size, if the system permits one. */
const onDisk = (cwd: string, kilobytes: number, script: string) =>
  spawnSync(
    'unshare',
    [
      ...['--mount', '--map-root-user', 'sh', '-c'],
      `mount -t tmpfs -o size=${kilobytes}k none disk && ${script}`,
    ],
    { cwd, encoding: 'utf8', env: environment },
  );

const study = [
  ...['compare', ...tiny, '--epochs', '2', '--seeds', '1,', '--jobs', '2', '--out'],
] as const;
const methods = ['--methods', 'independent,distill'];
const minutes = 60_000;

it(`a disk that is full at ${places} places stops a study with a message, and it goes on`, {
  timeout: 10 * places * minutes,
}, async ({ skip }) => {
  const cwd = temporary();
  mkdirSync(path.join(cwd, 'disk'));
  skip(onDisk(cwd, 1000, 'true').status !== 0, 'this system lets no user mount a disk');
  expect((await codistill(cwd, ...study, 'whole', ...methods)).code).toBe(0);
  const undisturbed = outcome(path.join(cwd, 'whole'));
  // A disk stores whole pages.
  const needed = filesBelow(path.join(cwd, 'whole'))
    .map((name) => Math.ceil(statSync(path.join(cwd, 'whole', name)).size / 4096) * 4)
    .reduce((sum, kilobytes) => sum + kilobytes, 0);
  const command = [process.execPath, main, ...study, 'disk/out', ...methods]
    .map((word) => `'${word}'`)
    .join(' ');
  for (let place = 1; place <= places; place++) {
    const kilobytes = Math.round((needed * place) / (places + 1));
    const { status, stdout, stderr } = onDisk(
      cwd,
      kilobytes,
      `{ ${command} 2> first; echo $? > code; cat first >&2; mount -o remount,size=1g disk; } && ${command} && cp -r disk/out out-${place} && cat code`,
    );
    expect(status, stderr).toBe(0);
    expect(stderr, `${kilobytes} kB`).toContain('no space is left');
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(['1', '2'], `${kilobytes} kB`).toContain(stdout.trim().split('\n').at(-1));
    expect(outcome(path.join(cwd, `out-${place}`)), `${kilobytes} kB`).toEqual(undisturbed);
  }
});
