/** What every broken plugin says of itself. */
export const about = 'Broken on purpose.';

let count = 0;
/** A number that grows with each call. */
export const next = (): number => ++count;
