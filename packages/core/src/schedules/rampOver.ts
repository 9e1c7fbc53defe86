import type { Schedule } from '../contracts/moment.ts';
import { epochBegin, passed, type Span } from './passed.ts';

/**
 * The schedule exp(-s (1 - t)^2), where t in [0, 1] is the part of `span` that has passed and s is
 * `sharpness`, default 5. It rises to 1 and stays there. By default it changes only between epochs;
 * with `by: 'step'` it changes at every step, as in the code of mean teacher. ONE, OKDDip and PCL
 * ramp over 80 of 300 epochs, which is the share 0.27. Source: Laine and Aila 2017, arXiv
 * 1610.02242.
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
