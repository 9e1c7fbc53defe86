import type { Schedule } from '../contracts/moment.ts';
import { epochBegin, passed, type Span } from './passed.ts';

/**
 * The schedule exp(-s (1 - t)^2), t the part of `span` that has passed and s the `sharpness`, 5
 * where it is left out: it rises to 1 and stays there. It changes between epochs alone, or with
 * every step where `by` is 'step', as in mean teacher's code. ONE, OKDDip and PCL ramp over 80 of
 * 300 epochs, which is the share 0.27. Source: Laine and Aila 2017, arXiv 1610.02242.
 *
 * @example
 * ```ts
 * const varied = numbers({ weight: 1, ramp: rampOver({ share: 0.2 }) });
 * console.log(varied.plan(moment)); // { ramp: 1 }
 * ```
 */
export const rampOver =
  (
    span: Span,
    {
      sharpness = 5,
      by = 'epoch',
    }: { readonly sharpness?: number; readonly by?: 'epoch' | 'step' } = {},
  ): Schedule =>
  (moment) =>
    Math.exp(-sharpness * (1 - passed(by === 'epoch' ? epochBegin(moment) : moment, span)) ** 2);
