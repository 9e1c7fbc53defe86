/** Orders texts by their code points, as Python does. JavaScript orders by UTF-16 code units. */
export function byCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x !== y) return aboveOthers(x) - aboveOthers(y);
  }
  return a.length - b.length;
}

/** Halves of surrogate pairs stand for code points above all that one unit holds. */
const aboveOthers = (unit: number) => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);
