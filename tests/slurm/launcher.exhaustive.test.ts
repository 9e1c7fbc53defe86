import { describeLauncher } from '@codistill/conformance';
import { slurm } from '@codistill/launcher-slurm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, noCluster, startCluster } from './cluster.ts';

describe.skipIf(noCluster)(`Slurm${noCluster ? `, skipped: ${noCluster}` : ''}`, () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster();
    process.env['SLURM_CONF'] = cluster.conf;
  });
  afterAll(() => cluster?.stop());

  describeLauncher(slurm);

  it('says nothing of a job while the controller is away, and goes on when it is back', async () => {
    const launcher = slurm();
    const job = (key: string) => ({
      folder: '/tmp',
      key,
      command: ['/bin/sleep', '30'] as const,
    });
    const first = await launcher.start(job('away-1'));
    await cluster.stopController();
    const states = slurm().states([first]);
    const second = launcher.start(job('away-2'));
    expect(await states).toEqual([{ state: 'unreachable' }]);
    await expect(slurm().check!({ engine: 'wasm' })).rejects.toThrow('gives no answer');
    cluster.startController();
    const { id } = await second;
    expect(await launcher.find('away-2')).toEqual({ key: 'away-2', id });
    expect(await launcher.find('away-1')).toEqual(first);
    const listed = cluster.slurm('squeue', '--noheader', '--format=%k').split('\n');
    expect(listed.filter((comment) => comment === 'away-2')).toHaveLength(1);
    for (const handle of [first, { key: 'away-2', id }]) await launcher.stop(handle, 'now');
  });
});
