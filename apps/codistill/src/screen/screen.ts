import { clock } from '@codistill/observers';
import type { StudyEvent } from '@codistill/study';
import { defaultMetric, metricText, type RunStatus, secondsLeft } from '@codistill/study';
import { Listr, type ListrTask } from 'listr2';

/** Shows the progress of a study: in place in a terminal, else as plain lines. */
export interface StudyScreen {
  watch(event: StudyEvent): void;
  /** Stops drawing and leaves the terminal to the following output. */
  close(): Promise<void>;
}

export const silentScreen: StudyScreen = { watch: () => {}, close: async () => {} };

/** 'epoch 3/15, validation accuracy 93.1 %, a->b 0.62'. */
export function runText(status: RunStatus): string {
  const { value, metric = defaultMetric } = status;
  const text = value === undefined ? undefined : metricText(metric, value);
  if (status.state !== 'running')
    return status.state + (text !== undefined && status.state === 'finished' ? ` ${text}` : '');
  if (status.steps === 0) return 'starting';
  const epochs = Math.round(status.steps / status.stepsPerEpoch);
  const epoch = Math.min(epochs, Math.floor(status.step / status.stepsPerEpoch) + 1);
  return [
    `epoch ${epoch}/${epochs}`,
    ...(text === undefined ? [] : [`validation ${metric.words} ${text}`]),
    ...(status.teaches === undefined
      ? []
      : [`${status.teaches[0]} ${status.teaches[1].toFixed(2)}`]),
  ].join(', ');
}

const ended = ({ state }: RunStatus) => state !== 'waiting' && state !== 'running';

/** Prints one line for each change, at most one for each run in `everySeconds`. */
export function plainScreen(write: (line: string) => void, everySeconds = 10): StudyScreen {
  let statuses: readonly RunStatus[] = [];
  let atOnce = 1;
  const said = new Map<string, number>();
  const left = () => {
    const seconds = secondsLeft(statuses, atOnce);
    return seconds === undefined ? '' : `, ${clock(seconds)} left`;
  };
  return {
    watch(event) {
      if (event.type === 'begin') {
        statuses = event.statuses;
        atOnce = event.atOnce;
        write(
          `${statuses.length} run${statuses.length === 1 ? '' : 's'}, ${statuses.filter(ended).length} done, ${atOnce} at once. Engine: ${event.engine}`,
        );
      }
      if (event.type === 'notice') write(event.sentence);
      if (event.type !== 'run') return;
      const { status, what, note } = event;
      const due =
        performance.now() - (said.get(status.id) ?? Number.NEGATIVE_INFINITY) > 1000 * everySeconds;
      if (what === 'started') said.set(status.id, performance.now());
      if (what === 'started' || (what === 'progress' && !due)) return;
      said.set(status.id, performance.now());
      const count = `[${statuses.filter(ended).length}/${statuses.length}]`;
      const more =
        what === 'retried'
          ? `died (${note}), begun again from its checkpoint`
          : `${runText(status)}${note === undefined ? '' : `: ${note.split('\n')[0]}`}`;
      write(`${count} ${status.method}, seed ${status.seed}: ${more}${left()}`);
    },
    close: async () => {},
  };
}

/**
 * Draws in place: one line for each method, and one for the whole study. `write` prints what a
 * dataset has to say.
 */
export function liveScreen(write: (line: string) => void): StudyScreen {
  let statuses: readonly RunStatus[] = [];
  let atOnce = 1;
  let engine = '';
  const finish: (() => void)[] = [];
  let shown: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  const title = (method: string) => {
    const mine = statuses.filter((status) => status.method === method);
    return `${method}  ${mine.map((status) => `${status.seed}: ${runText(status)}`).join(' | ')}`;
  };
  const whole = () => {
    const seconds = secondsLeft(statuses, atOnce);
    return `${statuses.filter(ended).length} of ${statuses.length} runs, ${atOnce} at once${seconds === undefined ? '' : `, ${clock(seconds)} left`} (${engine})`;
  };
  const until =
    (done: () => boolean, name: () => string): ListrTask['task'] =>
    (_context, task) =>
      new Promise<void>((resolve) => {
        const tick = () => {
          task.title = name();
          if (done()) resolve();
        };
        ticks.push(tick);
        finish.push(resolve);
        tick();
      });
  const ticks: (() => void)[] = [];

  return {
    watch(event) {
      if (event.type === 'begin') {
        ({ statuses, atOnce, engine } = event);
        const methods = [...new Set(statuses.map(({ method }) => method))];
        const tasks: ListrTask[] = [
          { title: whole(), task: until(() => statuses.every(ended), whole) },
          ...methods.map((method) => ({
            title: title(method),
            task: until(
              () => statuses.every((status) => status.method !== method || ended(status)),
              () => title(method),
            ),
          })),
        ];
        shown = new Listr(tasks, {
          concurrent: true,
          exitOnError: false,
          registerSignalListeners: false,
        })
          .run()
          .catch(() => {});
        timer = setInterval(() => {
          for (const tick of ticks) tick();
        }, 1000);
      }
      // The study is checked before anything is drawn.
      if (event.type === 'notice') write(event.sentence);
      if (event.type === 'run') for (const tick of ticks) tick();
    },
    async close() {
      clearInterval(timer);
      for (const done of finish) done();
      await shown;
    },
  };
}
