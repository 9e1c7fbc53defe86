import { sampleStandardDeviation } from 'simple-statistics';

/** The sample standard deviation (n - 1) of two values or more. */
export const sampleDeviation = (values: readonly number[]): number =>
  sampleStandardDeviation([...values]);
