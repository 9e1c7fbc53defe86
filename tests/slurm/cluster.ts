import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';

// A Slurm cluster of two nodes on this machine, with its own configuration, key and ports, for
// tests. `install.sh` installs what it needs. Nothing of the system's own Slurm is touched.

/** Why the tests with Slurm cannot run here; undefined if they can. */
export const noCluster: string | undefined =
  process.getuid?.() !== 0
    ? 'Slurm is started as root'
    : ['slurmctld', 'slurmd', 'munged', 'sbatch'].every(
          (name) => spawnSync('which', [name]).status === 0,
        )
      ? undefined
      : 'Slurm is not installed';

export const nodes = ['n1', 'n2'] as const;
export type Node = (typeof nodes)[number];

/** A running cluster. Its commands need `SLURM_CONF`. */
export interface Cluster {
  readonly conf: string;
  /** Runs a command of Slurm and returns what it printed. */
  slurm(...words: readonly [name: string, ...words: readonly string[]]): string;
  startController(): void;
  stopController(): Promise<void>;
  startNode(node: Node): void;
  /** Kills a node's daemon; with 'all', its jobs too, as when the machine is lost. */
  killNode(node: Node, what: 'daemon' | 'all'): void;
  stop(): Promise<void>;
}

/** Starts a cluster, of which both nodes are idle when this returns. */
export async function startCluster(): Promise<Cluster> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'slurm-'));
  const at = (...names: readonly string[]) => path.join(folder, ...names);
  for (const name of ['state', 'log', 'run', 'munge', ...nodes.map((node) => `spool/${node}`)])
    mkdirSync(at(name), { recursive: true });
  execFileSync('chmod', ['755', folder, at('run')]);
  execFileSync('chmod', ['700', at('munge')]);
  writeFileSync(at('munge', 'key'), randomBytes(128), { mode: 0o600 });
  const ports = await freePorts(1 + nodes.length);
  const conf = at('slurm.conf');
  writeFileSync(conf, configuration(folder, ports));
  const env = { ...process.env, SLURM_CONF: conf };
  const run = (name: string, ...words: readonly string[]) =>
    execFileSync(name, words, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const pid = (name: string) => Number(readFileSync(at('run', `${name}.pid`), 'utf8'));
  const kill = (name: string, signal: NodeJS.Signals) => {
    if (existsSync(at('run', `${name}.pid`)) && isAlive(pid(name))) process.kill(pid(name), signal);
  };
  run(
    'munged',
    ...[`--socket=${at('run', 'munge.socket')}`, `--key-file=${at('munge', 'key')}`],
    ...[`--pid-file=${at('run', 'munged.pid')}`, `--log-file=${at('munge', 'munged.log')}`],
    `--seed-file=${at('munge', 'seed')}`,
  );
  const endController = async () => {
    const controller = pid('slurmctld');
    kill('slurmctld', 'SIGTERM');
    await until(() => !isAlive(controller), 'the end of the controller');
  };
  const cluster: Cluster = {
    conf,
    slurm: (name, ...words) => run(name, ...words),
    startController: () => void run('slurmctld'),
    stopController: () => endController(),
    startNode: (node) => void run('slurmd', '-N', node),
    killNode: (node, what) => {
      kill(`slurmd-${node}`, 'SIGKILL');
      if (what === 'all') for (const one of processesOf(conf, node)) endProcess(one);
    },
    stop: async () => {
      spawnSync('scancel', ['--user=root'], { env });
      await until(() => run('squeue', '--noheader').trim() === '', 'the end of all jobs');
      for (const node of nodes) kill(`slurmd-${node}`, 'SIGTERM');
      await endController();
      kill('munged', 'SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
  run('slurmctld', '-c');
  for (const node of nodes) cluster.startNode(node);
  await until(() => run('sinfo', '-h', '-t', 'idle', '-o', '%D').trim() === '2', 'two idle nodes');
  return cluster;
}

const configuration = (folder: string, [controller, ...ports]: readonly number[]) => `
ClusterName=tests
SlurmctldHost=${os.hostname()}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=${folder}/run/munge.socket,cred_expire=5
CredType=cred/munge
SlurmctldPort=${controller}
SlurmctldPidFile=${folder}/run/slurmctld.pid
SlurmdPidFile=${folder}/run/slurmd-%n.pid
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool/%n
SlurmctldLogFile=${folder}/log/slurmctld.log
SlurmdLogFile=${folder}/log/slurmd-%n.log
ProctrackType=proctrack/pgid
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SwitchType=switch/none
MpiDefault=none
ReturnToService=2
SlurmdParameters=config_overrides
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=2,bf_interval=5,batch_sched_delay=1
SlurmdTimeout=6
SlurmctldTimeout=10
InactiveLimit=0
KillWait=10
MinJobAge=3600
JobRequeue=1
${nodes
  .map(
    (node, i) =>
      `NodeName=${node} NodeHostname=${os.hostname()} NodeAddr=127.0.0.1 Port=${ports[i]} CPUs=2 RealMemory=8000 State=UNKNOWN`,
  )
  .join('\n')}
PartitionName=main Nodes=${nodes.join()} Default=YES MaxTime=INFINITE State=UP
`;

/** The processes of a node's jobs: those that Slurm started with its name in their environment. */
export function processesOf(conf: string, node: Node, name = 'SLURM_JOB_ID'): number[] {
  const pids = execFileSync('ps', ['-eo', 'pid='], { encoding: 'utf8' }).split('\n').map(Number);
  return pids.filter((pid) => {
    try {
      const text = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
      return (
        text.includes(`SLURM_CONF=${conf}`) &&
        text.includes(`SLURMD_NODENAME=${node}`) &&
        text.some((line) => line.startsWith(`${name}=`))
      );
    } catch {
      return false;
    }
  });
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

/** Whether a process exists and is no zombie. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((done) =>
          server.listen(0, '127.0.0.1', () => done((server.address() as { port: number }).port)),
        ),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

/** Waits until `condition` holds. */
export async function until(condition: () => boolean, what: string, seconds = 120): Promise<void> {
  const end = performance.now() + 1000 * seconds;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`${what} did not come in ${seconds} s.`);
    await new Promise((done) => setTimeout(done, 50));
  }
}
