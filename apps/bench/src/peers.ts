import { execFile } from 'node:child_process';
import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { noPython, unknownEngine } from './errors.ts';
import { type PeerProcess, startPeer } from './peerProcess.ts';
import type { Workload } from './workload.ts';

const here = path.dirname(fileURLToPath(import.meta.url));
/** The folder of the peers' scripts. */
export const scripts = path.resolve(here, '../peers');
const run = promisify(execFile);

/** The engines that can be timed, by name. */
export const engines = [
  'codistill-graph',
  'codistill-graph-stock',
  'codistill-eager',
  'codistill-wasm',
  'pytorch-eager',
  'pytorch-channels-last',
  'pytorch-compile',
  'tensorflow-function',
] as const;
export type Engine = (typeof engines)[number];

export function parseEngines(list: string | undefined): readonly Engine[] {
  const wanted = list?.split(',').map((name) => name.trim()) ?? [...engines];
  for (const name of wanted)
    if (!engines.includes(name as Engine)) throw unknownEngine(name, engines);
  return wanted as Engine[];
}

/** The Python for `engines`: the one of the virtual environment if a peer needs it, else any. */
export const pythonFor = async (
  wanted: readonly Engine[],
  say: (line: string) => void,
): Promise<string> =>
  wanted.some((engine) => !engine.startsWith('codistill')) ? peersPython(say) : 'python3';

/**
 * The Python of the peers' virtual environment. On first use, pip creates the environment from
 * peers/requirements.txt. It takes 7 GB in the cache folder, which checkouts share.
 */
export async function peersPython(say: (line: string) => void): Promise<string> {
  const requirements = await readFile(path.join(scripts, 'requirements.txt'), 'utf8');
  const cache =
    process.env['CODISTILL_CACHE'] ??
    path.join(process.env['XDG_CACHE_HOME'] ?? path.join(os.homedir(), '.cache'), 'codistill');
  const folder = path.join(cache, 'bench-peers');
  const python = path.join(folder, 'bin', 'python');
  const stamp = path.join(folder, 'requirements.txt');
  if ((await readFile(stamp, 'utf8').catch(() => '')) === requirements) return python;
  say('Making the virtual environment of the peers (PyTorch and TensorFlow, some minutes) ...');
  try {
    await rm(folder, { recursive: true, force: true });
    await mkdir(cache, { recursive: true });
    await run('python3', ['-m', 'venv', folder]);
    await run(
      python,
      ['-m', 'pip', 'install', '--quiet', '-r', path.join(scripts, 'requirements.txt')],
      { maxBuffer: 2 ** 26 },
    );
  } catch (error) {
    throw noPython((error as Error).message.slice(0, 600));
  }
  await writeFile(`${stamp}.part`, requirements);
  await rename(`${stamp}.part`, stamp);
  return python;
}

/**
 * Starts `engine` on `workload` and runs its first step. `env` is added to the environment of its
 * process.
 */
export async function startEngine(
  engine: Engine,
  workload: Workload,
  python: string,
  env: NodeJS.ProcessEnv = {},
): Promise<PeerProcess> {
  const read = (file: string) => readFile(file, 'utf8');
  const given = {
    depths: Array.from({ length: workload.peers }, () => workload.depth),
    batch: workload.batch,
    precision: workload.precision,
  };
  const [family, variant] = [
    engine.slice(0, engine.indexOf('-')),
    engine.slice(engine.indexOf('-') + 1),
  ];
  if (family === 'codistill') {
    const script = path.join(here, 'engine.js');
    await access(script);
    return startPeer(
      engine,
      process.execPath,
      [script, JSON.stringify({ ...given, variant })],
      env,
      read,
    );
  }
  const script = path.join(scripts, family === 'pytorch' ? 'torch_step.py' : 'tensorflow_step.py');
  return startPeer(engine, python, [script, JSON.stringify({ ...given, variant })], env, read);
}
