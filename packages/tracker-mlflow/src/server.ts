import { z } from 'zod';

/** An answer of the server that no repetition will change. */
export class Refused extends Error {}

const created = z.object({ run: z.object({ info: z.object({ run_id: z.string() }) }) });
const experimentId = z.object({ experiment_id: z.string() });
const found = z.object({ experiment: z.object({ experiment_id: z.string() }) });
const runs = z.object({
  runs: z
    .array(z.object({ info: z.object({ run_id: z.string(), start_time: z.coerce.number() }) }))
    .default([]),
});

/** A number of a run at a step. */
export interface Metric {
  readonly key: string;
  /** A number, or 'NaN', which JSON does not have. */
  readonly value: number | 'NaN';
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly step: number;
}

export type Tags = Readonly<Record<string, string>>;

/** An MLflow server. Each call throws `Refused`, or another error if it may succeed later. */
export interface Server {
  /** The id of the experiment with a name, which is made if there is none. */
  experiment(name: string): Promise<string>;
  /** Makes a run and returns its id. */
  run(experiment: string, name: string, tags: Tags): Promise<string>;
  /** The run that groups others by a name; made if there is none. All callers get the same. */
  group(experiment: string, name: string): Promise<string>;
  log(run: string, what: { metrics?: readonly Metric[]; params?: Tags }): Promise<void>;
  /** Ends a run: 'FINISHED', 'FAILED' or 'KILLED'. */
  end(run: string, status: string): Promise<void>;
  upload(experiment: string, run: string, name: string, bytes: Uint8Array): Promise<void>;
}

const pairs = (tags: Tags) => Object.entries(tags).map(([key, value]) => ({ key, value }));
const groupTag = 'codistill.group';

/** The MLflow server at an address, by its REST interface of version 2.0. */
export function server(address: string): Server {
  const base = address.replace(/\/+$/, '');
  const call = async (path: string, init: RequestInit = {}): Promise<unknown> => {
    const answer = await fetch(`${base}${path}`, { ...init, signal: AbortSignal.timeout(30_000) });
    const text = await answer.text();
    if (answer.ok) return text === '' ? {} : JSON.parse(text);
    const said = `${answer.status} ${text.slice(0, 300)}`;
    const mayCome = answer.status >= 500 || answer.status === 429 || answer.status === 408;
    throw mayCome ? new Error(said) : new Refused(said);
  };
  const post = (path: string, body: unknown) =>
    call(`/api/2.0/mlflow/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const grouped = async (experiment: string, name: string) => {
    const filter = `tags.\`${groupTag}\` = '${name.replaceAll("'", '')}'`;
    const answer = await post('runs/search', { experiment_ids: [experiment], filter });
    return runs
      .parse(answer)
      .runs.map(({ info }) => info)
      .sort((a, b) => a.start_time - b.start_time || (a.run_id < b.run_id ? -1 : 1));
  };
  const run: Server['run'] = async (experiment, name, tags) => {
    const body = { experiment_id: experiment, run_name: name, start_time: Date.now() };
    return created.parse(await post('runs/create', { ...body, tags: pairs(tags) })).run.info.run_id;
  };
  return {
    async experiment(name) {
      const query = new URLSearchParams({ experiment_name: name });
      const get = () => call(`/api/2.0/mlflow/experiments/get-by-name?${query}`);
      try {
        return found.parse(await get()).experiment.experiment_id;
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
      }
      try {
        return experimentId.parse(await post('experiments/create', { name })).experiment_id;
      } catch (error) {
        // Another run may have made it at the same time.
        if (!(error instanceof Refused)) throw error;
        return found.parse(await get()).experiment.experiment_id;
      }
    },
    run,
    async group(experiment, name) {
      const [first] = await grouped(experiment, name);
      if (first) return first.run_id;
      const mine = await run(experiment, name, { [groupTag]: name.replaceAll("'", '') });
      // Several runs may have made one at the same time: the first counts.
      const [earliest] = await grouped(experiment, name);
      if (!earliest || earliest.run_id === mine) return mine;
      await post('runs/delete', { run_id: mine });
      return earliest.run_id;
    },
    async log(id, { metrics = [], params = {} }) {
      await post('runs/log-batch', { run_id: id, metrics, params: pairs(params) });
    },
    async end(id, status) {
      await post('runs/update', { run_id: id, status, end_time: Date.now() });
    },
    async upload(experiment, id, name, bytes) {
      await call(`/api/2.0/mlflow-artifacts/artifacts/${experiment}/${id}/artifacts/${name}`, {
        method: 'PUT',
        body: bytes as Uint8Array<ArrayBuffer>,
      });
    },
  };
}
