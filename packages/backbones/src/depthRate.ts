/** The rate at which an example skips block `i` of `depth`: from 0 at the first to `last`. */
export const depthRate = (last: number, i: number, depth: number): number =>
  (last * i) / Math.max(1, depth - 1);
