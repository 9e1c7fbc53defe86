// Runs many short trainings in one process, and several such processes. If code writes to memory
// that it does not own, a process crashes or computes other numbers than the others. `npm run
// stress -- --processes 12 --at-once 2 --runs 100`. Exits with 1 in that case.
import { fork } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';

const number = (name, value) => {
  const found = Number(value);
  if (Number.isInteger(found) && found > 0) return found;
  console.error(`--${name} is ${value}, but a whole number of 1 or more is expected.`);
  process.exit(2);
};
const { values } = parseArgs({
  options: {
    processes: { type: 'string', default: '12' },
    'at-once': { type: 'string', default: '2' },
    runs: { type: 'string', default: '100' },
    // A process that takes longer hangs, and counts as crashed.
    minutes: { type: 'string', default: '10' },
    runtime: { type: 'string', default: 'tensorflow' },
  },
});
const [processes, atOnce, runs, minutes] = ['processes', 'at-once', 'runs', 'minutes'].map((name) =>
  number(name, values[name]),
);
const runtime = values.runtime;

/** Runs one process. Returns its exit, and a digest of all metrics that it computed. */
const start = (i) =>
  new Promise((resolve) => {
    const child = fork(
      path.join(import.meta.dirname, 'stress', 'runs.mjs'),
      ['--runs', String(runs), '--runtime', runtime],
      { timeout: minutes * 60_000, killSignal: 'SIGKILL' },
    );
    let digest;
    child.on('message', (message) => {
      digest = message.digest;
    });
    child.on('close', (code, signal) => {
      const ended = code === 0 && digest ? `${runs} runs, ${digest}` : `died: ${signal ?? code}`;
      console.log(`process ${i + 1} of ${processes}: ${ended}`);
      resolve({ died: code !== 0 || !digest, digest });
    });
  });

const results = [];
let next = 0;
await Promise.all(
  Array.from({ length: Math.min(atOnce, processes) }, async () => {
    while (next < processes) results.push(await start(next++));
  }),
);
const died = results.filter((result) => result.died).length;
const digests = new Set(results.flatMap(({ digest }) => digest ?? []));
const computed = digests.size === 1 ? 'the same numbers' : `${digests.size} sets of numbers`;
console.log(
  `${died} of ${processes} processes died${died < processes ? `; the others computed ${computed}` : ''}.`,
);
process.exit(died > 0 || digests.size !== 1 ? 1 : 0);
