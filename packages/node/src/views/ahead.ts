import type {
  EvaluationBatch,
  ImageBatch,
  Loader,
  LoaderRequest,
  Pass,
  ViewId,
} from '@codistill/core';
import { type EvaluationPart, evaluationParts } from '@codistill/core/engine';
import type { Answer } from './messages.ts';
import type { Requests } from './requests.ts';
import type { ViewThread } from './startWorker.ts';

type Views = Readonly<Record<ViewId, ImageBatch>>;

/**
 * The views of steps, of which at most `ahead` beyond the awaited one are asked for. Threads get the
 * pixels of the step before back.
 */
export function viewsAhead(
  { resolved: { stepsPerEpoch, experiment } }: LoaderRequest,
  requests: Requests,
  threads: readonly ViewThread[],
  ahead: number,
): Loader['views'] {
  const steps = stepsPerEpoch * experiment.epochs;
  const waiting = new Map<number, Promise<Answer>>();
  const threadOf = (step: number) => threads[step % threads.length]!;
  let shown: { readonly thread: ViewThread; readonly answer: Answer } | undefined;
  return async (step) => {
    shown?.thread.giveBack(shown.answer);
    shown = undefined;
    // Earlier steps are not requested again.
    for (const old of waiting.keys()) if (old < step || old > step + ahead) waiting.delete(old);
    for (let next = step; next <= step + ahead && (next < steps || next === step); next++)
      if (!waiting.has(next)) waiting.set(next, requests.ask(threadOf(next), { step: next }));
    const answer = await waiting.get(step)!;
    waiting.delete(step);
    shown = { thread: threadOf(step), answer };
    return answer.made as Views;
  };
}

/**
 * The batches of an evaluation in order. As many are asked for in advance as `bytes` hold, and at
 * least one for each thread.
 */
export async function* evaluationAhead(
  { resolved: { recipe, splits } }: LoaderRequest,
  requests: Requests,
  threads: readonly ViewThread[],
  pass: Pass,
  bytes: number,
): AsyncGenerator<EvaluationBatch, void> {
  const each = 4 * recipe.imageShape.reduce((a, b) => a * b, recipe.batchSize);
  const most = Math.max(threads.length, Math.floor(bytes / each));
  const asked: {
    readonly part: EvaluationPart;
    readonly thread: ViewThread;
    readonly answer: Promise<Answer>;
  }[] = [];
  const first = async function* (): AsyncGenerator<EvaluationBatch, void> {
    const { part, thread, answer } = asked.shift()!;
    const given = await answer;
    yield { role: part.role, positions: part.positions, images: given.made as ImageBatch };
    thread.giveBack(given);
  };
  let count = 0;
  for (const part of evaluationParts(recipe, splits, pass)) {
    const thread = threads[count++ % threads.length]!;
    asked.push({ part, thread, answer: requests.ask(thread, { part }) });
    if (asked.length > most) yield* first();
  }
  while (asked.length > 0) yield* first();
}
