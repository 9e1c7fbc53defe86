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

/**
 * The Python for `engines`: the one of the virtual environment with timm if PyTorch is timed, the
 * one of the peers if another peer needs it, else any.
 */
export async function pythonFor(
  wanted: readonly Engine[],
  say: (line: string) => void,
): Promise<string> {
  if (wanted.some((engine) => engine.startsWith('pytorch'))) return timmPython(say);
  return wanted.some((engine) => !engine.startsWith('codistill')) ? peersPython(say) : 'python3';
}

/** A virtual environment in the cache folder, which checkouts share. */
interface Environment {
  readonly name: string;
  /** A file in the folder of the scripts; another content makes the environment anew. */
  readonly requirements: string;
  readonly said: string;
  /** Called between the making of the environment and pip. */
  prepare?(folder: string): Promise<void>;
}

/**
 * The Python of the peers' virtual environment. On first use, pip creates the environment from
 * peers/requirements.txt. It takes 7 GB.
 */
export const peersPython = (say: (line: string) => void): Promise<string> =>
  pythonOf(
    {
      name: 'bench-peers',
      requirements: 'requirements.txt',
      said: 'Making the virtual environment of the peers (PyTorch and TensorFlow, some minutes) ...',
    },
    say,
  );

/** The Python of a second environment, which sees the packages of the first and has timm. */
async function timmPython(say: (line: string) => void): Promise<string> {
  const peers = await peersPython(say);
  const purelib = ['-c', "import sysconfig; print(sysconfig.get_path('purelib'))"];
  return pythonOf(
    {
      name: 'bench-timm',
      requirements: 'timm.txt',
      said: 'Making the virtual environment of timm ...',
      async prepare(folder) {
        const [theirs, own] = await Promise.all(
          [peers, path.join(folder, 'bin', 'python')].map((python) => run(python, purelib)),
        );
        await writeFile(path.join(own!.stdout.trim(), 'peers.pth'), theirs!.stdout);
      },
    },
    say,
  );
}

async function pythonOf(
  { name, requirements: file, said, prepare }: Environment,
  say: (line: string) => void,
): Promise<string> {
  const requirements = await readFile(path.join(scripts, file), 'utf8');
  const cache =
    process.env['CODISTILL_CACHE'] ??
    path.join(process.env['XDG_CACHE_HOME'] ?? path.join(os.homedir(), '.cache'), 'codistill');
  const folder = path.join(cache, name);
  const python = path.join(folder, 'bin', 'python');
  const stamp = path.join(folder, 'requirements.txt');
  if ((await readFile(stamp, 'utf8').catch(() => '')) === requirements) return python;
  say(said);
  try {
    await rm(folder, { recursive: true, force: true });
    await mkdir(cache, { recursive: true });
    await run('python3', ['-m', 'venv', folder]);
    await prepare?.(folder);
    await run(python, ['-m', 'pip', 'install', '--quiet', '-r', path.join(scripts, file)], {
      maxBuffer: 2 ** 26,
    });
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
  const [family, variant] = [
    engine.slice(0, engine.indexOf('-')),
    engine.slice(engine.indexOf('-') + 1),
  ];
  const given = JSON.stringify({ ...workload, variant });
  if (family === 'codistill') {
    const script = path.join(here, 'engine.js');
    await access(script);
    return startPeer(engine, process.execPath, [script, given], env, read);
  }
  const script = path.join(scripts, family === 'pytorch' ? 'torch_step.py' : 'tensorflow_step.py');
  return startPeer(engine, python, [script, given], env, read);
}
