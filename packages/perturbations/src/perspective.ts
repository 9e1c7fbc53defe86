import type { Projection } from './projected.ts';

/** Upper left, upper right, lower right, lower left. */
export type Corners = readonly [Corner, Corner, Corner, Corner];
type Corner = readonly [x: number, y: number];

/**
 * The projection that maps each corner of `from` to the same corner of `to`; undefined if three
 * corners lie on one line. For (x, y) -> (u, v), it solves eight linear equations by Gauss-Jordan
 * elimination with the largest pivot:
 *
 *     a x + b y + c - u (g x + h y) = u
 *     d x + e y + f - v (g x + h y) = v
 */
export function perspective(from: Corners, to: Corners): Projection | undefined {
  const rows: number[][] = [];
  from.forEach(([x, y], i) => {
    const [u, v] = to[i]!;
    rows.push([x, y, 1, 0, 0, 0, -u * x, -u * y, u], [0, 0, 0, x, y, 1, -v * x, -v * y, v]);
  });
  for (let column = 0; column < 8; column++) {
    let pivot = column;
    for (let row = column + 1; row < 8; row++)
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = row;
    if (Math.abs(rows[pivot]![column]!) < 1e-9) return undefined;
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    for (let row = 0; row < 8; row++) {
      if (row === column) continue;
      const factor = rows[row]![column]! / rows[column]![column]!;
      for (let k = column; k < 9; k++) rows[row]![k]! -= factor * rows[column]![k]!;
    }
  }
  return rows.map((row, i) => row[8]! / row[i]!) as unknown as Projection;
}
