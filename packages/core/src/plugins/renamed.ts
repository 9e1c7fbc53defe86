import type { Observer, ObserverDefinition } from '../contracts/observer.ts';

const methods = ['check', 'begin', 'see', 'save', 'keep', 'kept', 'close'] as const;

/**
 * The same observer under another name, for a run with two observers of one plugin.
 *
 * @example
 * ```ts
 * const silent = defineObserver({ id: 'silent', about: 'Sees.', create: () => ({ see: () => {} }) });
 * console.log(silent().name, renamed(silent(), 'silent-2').name); // silent silent-2
 * ```
 */
export function renamed(observer: ObserverDefinition, name: string): Observer {
  const bound = methods.flatMap((method) => {
    const own = observer[method] as ((...given: unknown[]) => unknown) | undefined;
    return own ? [[method, own.bind(observer)] as const] : [];
  });
  return { ...Object.fromEntries(bound), name } as unknown as Observer;
}
