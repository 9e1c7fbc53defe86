/** The mean of several arrays of one length: the mean prediction of an ensemble. */
export function averaged(all: readonly Float32Array[]): Float32Array {
  const mean = new Float32Array(all[0]?.length ?? 0);
  for (const values of all)
    for (let i = 0; i < mean.length; i++) mean[i]! += values[i]! / all.length;
  return mean;
}
