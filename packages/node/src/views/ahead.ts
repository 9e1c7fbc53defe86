import type {
  EvaluationBatch,
  ImageBatch,
  Loader,
  LoaderRequest,
  Pass,
  ViewId,
} from '@codistill/core';
import { type EvaluationPart, evaluationParts } from '@codistill/core/engine';
import type { Requests } from './requests.ts';
import type { ViewThread } from './startWorker.ts';

type Views = Readonly<Record<ViewId, ImageBatch>>;

/** The views of steps, of which at most `ahead` beyond the awaited one are asked for. */
export function viewsAhead(
  { resolved: { stepsPerEpoch, experiment } }: LoaderRequest,
  requests: Requests,
  threads: readonly ViewThread[],
  ahead: number,
): Loader['views'] {
  const steps = stepsPerEpoch * experiment.epochs;
  const waiting = new Map<number, Promise<Views>>();
  return async (step) => {
    // Earlier steps are not requested again.
    for (const old of waiting.keys()) if (old < step || old > step + ahead) waiting.delete(old);
    for (let next = step; next <= step + ahead && (next < steps || next === step); next++)
      if (!waiting.has(next)) {
        const thread = threads[next % threads.length]!;
        waiting.set(next, requests.ask(thread, { step: next }) as Promise<Views>);
      }
    const views = await waiting.get(step)!;
    waiting.delete(step);
    return views;
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
  const asked: { readonly part: EvaluationPart; readonly made: Promise<ImageBatch> }[] = [];
  const first = async (): Promise<EvaluationBatch> => {
    const { part, made } = asked.shift()!;
    return { role: part.role, positions: part.positions, images: await made };
  };
  let count = 0;
  for (const part of evaluationParts(recipe, splits, pass)) {
    const thread = threads[count++ % threads.length]!;
    asked.push({ part, made: requests.ask(thread, { part }) as Promise<ImageBatch> });
    if (asked.length > most) yield await first();
  }
  while (asked.length > 0) yield await first();
}
