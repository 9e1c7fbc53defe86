import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../blocks.ts';

// The trackers of a study are read back by the programs for which they write: every number of
// metrics.jsonl is there. The MLflow server is stopped in the middle.

const cache = process.env['XDG_CACHE_HOME'] ?? path.join(os.homedir(), '.cache');
const bin = path.join(cache, 'codistill', 'trackers', 'bin');
const isInstalled = existsSync(path.join(bin, 'mlflow'));
const main = path.join(root, 'apps/codistill/dist/main.js');

type Numbers = Map<string, number>;

/** Every number of a run's log, by name and step: of steps with 'step/' before the name. */
function logged(run: string): Numbers {
  const numbers: Numbers = new Map();
  const text = readFileSync(path.join(run, 'metrics.jsonl'), 'utf8').trim();
  for (const line of text.split('\n')) {
    const {
      kind,
      step,
      epoch: _,
      perturbed: __,
      ...metrics
    } = JSON.parse(line) as {
      readonly kind: string;
      readonly step: number;
      readonly [name: string]: unknown;
    };
    for (const [name, value] of Object.entries(metrics))
      numbers.set(`${kind === 'step' ? 'step/' : ''}${name} ${step}`, Number(value));
  }
  return numbers;
}

const sorted = (numbers: Numbers) => [...numbers].sort(([a], [b]) => (a < b ? -1 : 1));

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  seconds = 240,
): Promise<void> {
  const end = performance.now() + 1000 * seconds;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`${what} did not come in ${seconds} s.`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

describe.skipIf(!isInstalled)(
  `trackers${isInstalled ? '' : ', skipped: tests/trackers/install.sh was not run'}`,
  () => {
    const cwd = mkdtempSync(path.join(os.tmpdir(), 'codistill-trackers-'));
    const runs = [1, 2].map((seed) => path.join(cwd, 'study/runs/mutual', `seed-${seed}`));
    let address: string;
    let server: ChildProcess;

    const startServer = async (port: number) => {
      server = spawn(
        path.join(bin, 'mlflow'),
        [
          ...['server', '--host', '127.0.0.1', '--port', String(port), '--workers', '1'],
          ...['--backend-store-uri', `sqlite:///${cwd}/mlflow.db`],
          ...['--artifacts-destination', path.join(cwd, 'artifacts')],
        ],
        { env: { ...process.env, MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false' }, stdio: 'ignore' },
      );
      await until(
        () =>
          fetch(`${address}/health`).then(
            ({ ok }) => ok,
            () => false,
          ),
        'the server',
      );
    };
    const stopServer = async () => {
      const ended = new Promise((done) => server.on('close', done));
      server.kill('SIGTERM');
      await ended;
    };
    const ask = async <T>(query: string, body?: unknown): Promise<T> => {
      const answer = await fetch(`${address}/api/2.0/mlflow/${query}`, {
        ...(body !== undefined && {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      });
      expect(answer.status, query).toBe(200);
      return (await answer.json()) as T;
    };

    beforeAll(async () => {
      const port = await freePort();
      address = `http://127.0.0.1:${port}`;
      await startServer(port);
      const study = {
        networks: ['small-conv', 'small-conv'].map((use) => ({ use, width: 4 })),
        methods: ['mutual'],
        seeds: 2,
        examples: 256,
        batchSize: 32,
        epochs: 12,
        runtime: 'wasm',
        out: 'study',
        jobs: 1,
        observers: [
          { use: 'csv', everySteps: 1 },
          { use: 'tensorboard', everySteps: 1, histograms: true },
          { use: 'mlflow', address, everySteps: 1, waitSeconds: 200, checkpoint: true },
        ],
      };
      writeFileSync(path.join(cwd, 'study.json'), JSON.stringify(study));
      const child = spawn(process.execPath, [main, 'compare', '--config', 'study.json'], {
        cwd,
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      const ended = new Promise((done) => child.on('close', done));
      // The server is away while the first run trains.
      const sent = path.join(runs[0]!, 'attempts/1/observers/mlflow/run.json');
      await until(() => existsSync(sent), 'the run on the server');
      await stopServer();
      await new Promise((done) => setTimeout(done, 3000));
      await startServer(port);
      expect(await ended).toBe(0);
    });
    afterAll(async () => {
      if (server?.exitCode === null) await stopServer();
    });

    it.each(runs)('a table has every number of the log of %s', (run) => {
      const [header, ...rows] = readFileSync(path.join(run, 'observers/csv/metrics.csv'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => line.split(','));
      expect(header).toEqual(['kind', 'step', 'epoch', 'metric', 'value']);
      const found: Numbers = new Map(
        rows.map(([kind, step, , name, value]) => [
          `${kind === 'step' ? 'step/' : ''}${name} ${step}`,
          Number(value),
        ]),
      );
      expect(sorted(found)).toEqual(sorted(logged(run)));
    });

    it.each(runs)("TensorBoard's reader gives every number of the log of %s", (run) => {
      const script = path.join(root, 'tests/trackers/readEvents.py');
      const folder = path.join(run, 'observers/tensorboard');
      const { scalars, histograms, hyperparameters } = JSON.parse(
        execFileSync(path.join(bin, 'python'), [script, folder], {
          encoding: 'utf8',
          maxBuffer: 2 ** 28,
        }),
      ) as {
        readonly scalars: Readonly<Record<string, [number, number][]>>;
        readonly histograms: Readonly<Record<string, [number, number, number][]>>;
        readonly hyperparameters: Readonly<Record<string, number | string>>;
      };
      const found: Numbers = new Map(
        Object.entries(scalars).flatMap(([name, values]) =>
          values.map(([step, value]) => [`${name} ${step}`, value] as const),
        ),
      );
      // Event files hold floats of 32 bits.
      const expected = sorted(logged(run)).map(([key, value]) => [key, Math.fround(value)]);
      expect(sorted(found)).toEqual(expected);
      const kernels = histograms['parameters/networks/a/params/classifier/kernel']!;
      expect(kernels).toHaveLength(12);
      for (const [, values, counted] of kernels) expect(counted).toBe(values);
      expect(histograms['changes/networks/a/params/classifier/kernel']).toHaveLength(11);
      expect(hyperparameters).toMatchObject({ 'strategy.use': 'mutual', epochs: 12 });
    });

    it('the MLflow server has every number of both runs, though it was away', async () => {
      const { experiment } = await ask<{ experiment: { experiment_id: string } }>(
        'experiments/get-by-name?experiment_name=codistill',
      );
      interface Run {
        readonly info: { readonly run_id: string; readonly run_name: string; status: string };
        readonly data: {
          readonly metrics: readonly { readonly key: string }[];
          readonly params: readonly { readonly key: string; readonly value: string }[];
          readonly tags: readonly { readonly key: string; readonly value: string }[];
        };
      }
      const all = (
        await ask<{ runs: Run[] }>('runs/search', { experiment_ids: [experiment.experiment_id] })
      ).runs;
      const parent = all.find(({ info }) => info.run_name === 'mutual')!;
      const children = all.filter((run) => run !== parent);
      expect(children.map(({ info }) => info.run_name).sort()).toEqual(['seed-1', 'seed-2']);
      for (const { info, data } of children) {
        const tags = Object.fromEntries(data.tags.map(({ key, value }) => [key, value]));
        expect(tags['mlflow.parentRunId']).toBe(parent.info.run_id);
        expect(info.status).toBe('FINISHED');
        const params = Object.fromEntries(data.params.map(({ key, value }) => [key, value]));
        expect(params).toMatchObject({ 'strategy.use': 'mutual', epochs: '12' });
        const found: Numbers = new Map();
        for (const { key } of data.metrics) {
          const query = `metrics/get-history?run_id=${info.run_id}&metric_key=${encodeURIComponent(key)}`;
          const { metrics } = await ask<{ metrics: { step: number; value: number }[] }>(query);
          const name = key
            .replaceAll(' to ', '->')
            .replaceAll(' at ', '@')
            .replaceAll(' and ', '|');
          for (const { step, value } of metrics) {
            expect(found.has(`${name} ${step}`), `${name} ${step} twice`).toBe(false);
            found.set(`${name} ${step ?? 0}`, Number(value));
          }
        }
        const run = runs.find((one) => one.endsWith(info.run_name))!;
        expect(sorted(found)).toEqual(sorted(logged(run)));
        const { files } = await ask<{ files: { path: string }[] }>(
          `artifacts/list?run_id=${info.run_id}`,
        );
        const names = files.map((file) => file.path).sort();
        expect(names).toEqual(['checkpoint.safetensors', 'experiment.json']);
      }
    });
  },
);
