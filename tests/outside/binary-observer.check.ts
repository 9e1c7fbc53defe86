import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { Project } from './install.ts';

const study = {
  dataset: 'digits',
  plugins: ['.'],
  observers: ['binary'],
  networks: ['small-conv', 'small-conv'],
  methods: ['mutual'],
  seeds: 1,
  examples: 200,
  epochs: 20,
  batchSize: 50,
  optimizer: 'sgd',
  learningRate: 0.05,
  runtime: 'wasm',
};

/** The file `name` somewhere below `folder`. */
function find(folder: string, name: string): string | undefined {
  for (const entry of existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : []) {
    const below = path.join(folder, entry.name);
    const found = entry.isDirectory() ? find(below, name) : entry.name === name ? below : undefined;
    if (found) return found;
  }
  return undefined;
}

const sleep = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

/** Starts the study and kills the app and its runs once the file has some rows. */
async function killed({ folder }: Project, out: string): Promise<void> {
  const app = path.join(folder, 'node_modules', '.bin', 'codistill');
  const child = spawn(app, ['compare', '--config', 'study.json', '--out', out], {
    cwd: folder,
    stdio: 'ignore',
    detached: true,
  });
  const ended = new Promise((done) => child.on('close', done));
  for (let tries = 0; tries < 600; tries++) {
    const file = find(path.join(folder, out), 'steps.f32');
    if (file && readFileSync(file).length > 2000) break;
    await sleep(50);
  }
  process.kill(-child.pid!, 'SIGKILL');
  await ended;
}

/** The observer's file has no line ends that could be cut back to. */
export function checks(project: () => Project): void {
  it('writes a row for each step, the same after a kill as without', async () => {
    const { folder, codistill } = project();
    writeFileSync(path.join(folder, 'study.json'), JSON.stringify(study));
    await codistill('compare', '--config', 'study.json', '--out', 'whole');
    await killed(project(), 'killed');
    expect(existsSync(path.join(folder, 'killed', 'report.html'))).toBe(false);
    await codistill('compare', '--config', 'study.json', '--out', 'killed');
    const [whole, again] = ['whole', 'killed'].map((out) =>
      readFileSync(find(path.join(folder, out), 'steps.f32')!),
    ) as [Buffer, Buffer];
    const columns = JSON.parse(
      readFileSync(find(path.join(folder, 'whole'), 'columns.json')!, 'utf8'),
    ) as string[];
    expect(whole.length).toBe(4 * columns.length * 4 * 20);
    expect(Buffer.compare(whole, again)).toBe(0);
    const loss = new Float32Array(whole.buffer.slice(whole.byteOffset))[columns.indexOf('loss')]!;
    expect(loss).toBeGreaterThan(1);
  });
}
