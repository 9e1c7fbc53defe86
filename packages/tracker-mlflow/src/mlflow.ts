import { defineObserver, type Files, nameOf, type RunBegin } from '@codistill/core';
import { flattened, growingFile } from '@codistill/observers';
import { z } from 'zod';
import { keyOf, lineOf } from './lines.ts';
import { type Sender, sender } from './sender.ts';
import { server } from './server.ts';

const buffer = 'numbers.jsonl';
const runFile = 'run.json';

/**
 * Sends metrics to an MLflow server: an experiment, a run for each method, and in it a run for each
 * seed, with the experiment as parameters. Numbers are first written into a buffer in the
 * observer's folder and sent in the background once a checkpoint counts on them, so a server that
 * is away neither stops nor slows the training. What could not be sent by the end is said and stays
 * in the buffer.
 *
 * A resumed run is a new run of the server with all numbers up to then, and the earlier one is
 * marked as killed: two attempts never mix.
 *
 * Source: the REST interface of MLflow, version 2.0.
 */
export const mlflow = defineObserver({
  id: 'mlflow',
  about: 'Sends metrics to an MLflow server.',
  source: 'mlflow.org/docs/latest/rest-api.html',
  options: z.object({
    address: z
      .url({ protocol: /^https?$/ })
      .default('http://127.0.0.1:5000')
      .describe('Address of the server.'),
    experiment: z.string().min(1).default('codistill').describe('Name of the experiment there.'),
    everySteps: z
      .number()
      .int()
      .nonnegative()
      .default(0)
      .describe('Number of steps between two steps that are sent; 0 sends epochs only.'),
    checkpoint: z
      .boolean()
      .default(false)
      .describe('Send the last checkpoint as an artifact of the run.'),
    waitSeconds: z
      .number()
      .nonnegative()
      .default(30)
      .describe('Seconds that the end of a run waits for a server that is away.'),
  }),
  create({ address, experiment: name, everySteps, checkpoint, waitSeconds }) {
    let files: Files | undefined;
    let sending: Sender | undefined;
    const numbers = growingFile('mlflow', buffer);
    let saved = 0;
    return {
      async begin(given) {
        ({ files } = given);
        const { resumed } = given;
        await numbers.begin(files, resumed?.saved);
        saved = numbers.size;
        sending = undefined;
        if (!files) return;
        await numbers.append('');
        const own = files;
        const earlier = resumed && (await earlierRun(files));
        sending = sender(server(address), files, buffer, {
          experiment: name,
          ...namesOf(given),
          params: paramsOf(given),
          ...(earlier !== undefined && { earlier }),
          made: (id) => own.write(runFile, new TextEncoder().encode(`${JSON.stringify({ id })}\n`)),
        });
        sending.upload('experiment.json', jsonOf(given.experiment));
        sending.send(saved);
      },
      async see(report) {
        const { kind, moment } = report;
        if (kind === 'step' && (everySteps === 0 || moment.step % everySteps > 0)) return;
        await numbers.append(lineOf(report));
      },
      async save() {
        saved = numbers.size;
        return numbers.save();
      },
      keep(_report, bytes, why) {
        if (checkpoint && why.has('ended'))
          sending?.upload('checkpoint.safetensors', bytes.slice());
      },
      kept: () => sending?.send(saved),
      async close(how) {
        if (how === 'superseded') return sending?.stop();
        const status = how === 'ended' ? 'FINISHED' : how === 'failed' ? 'FAILED' : 'KILLED';
        const left = await sending?.finish(status, 1000 * waitSeconds);
        if (left)
          process.stderr.write(
            `Not all was sent to MLflow at ${address} (${left.why}): ${left.bytes} bytes of numbers are left, and all are in ${files?.root ?? ''}/${buffer}.\n`,
          );
      },
    };
  },
});

/** The method and the seed, as the folder of a study's run says them, or else the experiment. */
function namesOf({ experiment, files }: RunBegin): { group: string; name: string } {
  const [, group, name] =
    /[\\/]runs[\\/]([^\\/]+)[\\/](seed-\d+)[\\/]/.exec(files?.root ?? '') ?? [];
  return {
    group: group ?? nameOf(experiment.strategy),
    name: name ?? `seed-${experiment.seed}`,
  };
}

/** Parameters have at most 500 characters. The whole experiment is an artifact. */
const paramsOf = ({ experiment }: RunBegin): Record<string, string> =>
  Object.fromEntries(
    Object.entries(flattened(experiment)).map(([path, value]) => [
      keyOf(path),
      String(value).slice(0, 500),
    ]),
  );

/** The server's run of an earlier attempt, whose files this one has got. */
async function earlierRun(files: Files): Promise<string | undefined> {
  if (!(await files.stat(runFile))) return undefined;
  const text = new TextDecoder().decode(await files.read(runFile));
  return (JSON.parse(text) as { readonly id: string }).id;
}

const jsonOf = (value: unknown) => new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
