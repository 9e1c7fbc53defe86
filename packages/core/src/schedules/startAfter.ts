import type { Schedule } from '../contracts/moment.ts';
import { passed, type Span } from './passed.ts';

/**
 * The schedule of a burn-in: 0 until `span` has passed, then 1. The code of codistillation uses a
 * burn-in of 28 of 70 epochs, which is the share 0.4. Source: Anil et al. 2018, arXiv 1804.03235.
 *
 * @example
 * ```ts
 * const varied = numbers({ weight: 1, started: startAfter({ share: 0.4 }) });
 * console.log(varied.plan(moment)); // { started: 0 }
 * ```
 */
export const startAfter =
  (span: Span): Schedule =>
  (moment) =>
    passed(moment, span) < 1 ? 0 : 1;
