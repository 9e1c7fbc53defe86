import type { Examples, Framing, ImageSize } from '../contracts/data.ts';
import type { Rng } from '../contracts/random.ts';
import { outsideImage } from './errors.ts';

/**
 * [positions, 4], the boxes that a framing chooses for the examples at `positions`. `rngOf` gives
 * the stream of a row.
 * @throws InputError if a box is not within its image.
 */
export async function framed(
  framing: Framing,
  examples: Examples,
  positions: Int32Array,
  stored: ImageSize | 'varies',
  rngOf: (row: number) => Rng,
): Promise<Int32Array> {
  const shapes = await examples.shapes?.(positions);
  const shapeOf = (row: number): ImageSize =>
    shapes ? { height: shapes[2 * row]!, width: shapes[2 * row + 1]! } : (stored as ImageSize);
  const boxes = new Int32Array(4 * positions.length);
  positions.forEach((_, row) => {
    const { height, width } = shapeOf(row);
    const box = framing.box({ height, width }, rngOf(row));
    const [top, left, high, wide] = box;
    const whole = box.length === 4 && box.every(Number.isInteger);
    const inside = top >= 0 && left >= 0 && top + high <= height && left + wide <= width;
    if (!whole || !inside || high < 1 || wide < 1) throw outsideImage(box, { height, width });
    boxes.set(box, 4 * row);
  });
  return boxes;
}
