import { clock } from '@codistill/observers';
import type { StudyEvent } from '@codistill/study';
import { type RunView, secondsLeft } from '@codistill/study';
import { Listr, type ListrTask } from 'listr2';

/** Shows how a study goes: in place in a terminal, else in plain lines. */
export interface StudyView {
  watch(event: StudyEvent): void;
  /** Leaves the screen to what comes after. */
  close(): Promise<void>;
}

export const silentView: StudyView = { watch: () => {}, close: async () => {} };

const percent = (value: number) => `${(100 * value).toFixed(1)} %`;

/** 'epoch 3/15, validation accuracy 93.1 %, a->b 0.62'. */
export function runText(view: RunView): string {
  if (view.state !== 'running')
    return (
      view.state +
      (view.accuracy !== undefined && view.state === 'finished' ? ` ${percent(view.accuracy)}` : '')
    );
  if (view.steps === 0) return 'starting';
  const epochs = Math.round(view.steps / view.stepsPerEpoch);
  const epoch = Math.min(epochs, Math.floor(view.step / view.stepsPerEpoch) + 1);
  return [
    `epoch ${epoch}/${epochs}`,
    ...(view.accuracy === undefined ? [] : [`validation accuracy ${percent(view.accuracy)}`]),
    ...(view.teaches === undefined ? [] : [`${view.teaches[0]} ${view.teaches[1].toFixed(2)}`]),
  ].join(', ');
}

const ended = ({ state }: RunView) => state !== 'waiting' && state !== 'running';

/** A line for what changed, at most one a run in some seconds. */
export function plainView(write: (line: string) => void, everySeconds = 10): StudyView {
  let views: readonly RunView[] = [];
  let atOnce = 1;
  const said = new Map<string, number>();
  const left = () => {
    const seconds = secondsLeft(views, atOnce);
    return seconds === undefined ? '' : `, ${clock(seconds)} left`;
  };
  return {
    watch(event) {
      if (event.type === 'begin') {
        views = event.views;
        atOnce = event.atOnce;
        write(
          `${views.length} run${views.length === 1 ? '' : 's'}, ${views.filter(ended).length} done, ${atOnce} at once. Engine: ${event.engine}`,
        );
      }
      if (event.type !== 'run') return;
      const { view, what, note } = event;
      const due =
        performance.now() - (said.get(view.id) ?? Number.NEGATIVE_INFINITY) > 1000 * everySeconds;
      if (what === 'started') said.set(view.id, performance.now());
      if (what === 'started' || (what === 'progress' && !due)) return;
      said.set(view.id, performance.now());
      const count = `[${views.filter(ended).length}/${views.length}]`;
      const more =
        what === 'retried'
          ? `died (${note}), begun again from its checkpoint`
          : `${runText(view)}${note === undefined ? '' : `: ${note.split('\n')[0]}`}`;
      write(`${count} ${view.method}, seed ${view.seed}: ${more}${left()}`);
    },
    close: async () => {},
  };
}

/** A line a method, and one for the whole, in place. */
export function liveView(): StudyView {
  let views: readonly RunView[] = [];
  let atOnce = 1;
  let engine = '';
  const finish: (() => void)[] = [];
  let shown: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  const title = (method: string) => {
    const mine = views.filter((view) => view.method === method);
    return `${method}  ${mine.map((view) => `${view.seed}: ${runText(view)}`).join(' | ')}`;
  };
  const whole = () => {
    const seconds = secondsLeft(views, atOnce);
    return `${views.filter(ended).length} of ${views.length} runs, ${atOnce} at once${seconds === undefined ? '' : `, ${clock(seconds)} left`} (${engine})`;
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
        ({ views, atOnce, engine } = event);
        const methods = [...new Set(views.map(({ method }) => method))];
        const tasks: ListrTask[] = [
          { title: whole(), task: until(() => views.every(ended), whole) },
          ...methods.map((method) => ({
            title: title(method),
            task: until(
              () => views.every((view) => view.method !== method || ended(view)),
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
      if (event.type === 'run') for (const tick of ticks) tick();
    },
    async close() {
      clearInterval(timer);
      for (const done of finish) done();
      await shown;
    },
  };
}
