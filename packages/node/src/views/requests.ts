import type { Answer, FromWorker, ToWorker } from './messages.ts';
import { rethrown, type ViewThread } from './startWorker.ts';

type Asked =
  | Omit<Extract<ToWorker, { step: number }>, 'id'>
  | Omit<Extract<ToWorker, { part: object }>, 'id'>;

/** Requests to threads that are not yet answered. */
export interface Requests {
  /** What a thread makes. The promise may reject long before it is awaited. */
  ask(thread: ViewThread, asked: Asked): Promise<Answer>;
  hear(message: FromWorker): void;
  /** Rejects all requests, also later ones. */
  fail(error: Error): void;
}

export function openRequests(): Requests {
  const waiting = new Map<
    number,
    { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void }
  >();
  let broken: Error | undefined;
  let last = 0;
  return {
    ask(thread, asked) {
      const id = ++last;
      const promise = new Promise<Answer>((resolve, reject) => {
        if (broken) return reject(broken);
        waiting.set(id, { resolve, reject });
        thread.ask({ id, ...asked } as ToWorker);
      });
      promise.catch(() => {});
      return promise;
    },
    hear(message) {
      if ('ready' in message) return;
      const one = waiting.get(message.id);
      waiting.delete(message.id);
      if ('error' in message) one?.reject(rethrown(message.error));
      else one?.resolve(message);
    },
    fail(error) {
      broken ??= error;
      for (const one of waiting.values()) one.reject(broken);
      waiting.clear();
    },
  };
}
