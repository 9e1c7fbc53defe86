/** Types for the part of jstat that we use, because the package has none. */
declare module 'jstat' {
  interface Distribution {
    cdf(x: number, ...parameters: number[]): number;
    inv(p: number, ...parameters: number[]): number;
  }
  const jStat: { readonly studentt: Distribution; readonly noncentralt: Distribution };
  export default { jStat };
}
