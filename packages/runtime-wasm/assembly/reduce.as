// AssemblyScript. Sums, and copies of rows that are not contiguous.

/**
 * out[inner] = sum over the rows of x [rows, inner]. Summing 64 rows at a time keeps the rounding
 * error small.
 */
export function columnSums(x: usize, rows: i32, inner: i32, out: usize): void {
  const line: usize = usize(inner) << 2;
  memory.fill(out, 0, line);
  for (let top: i32 = 0; top < rows; top += 64) {
    const count = min(64, rows - top), from = x + usize(top) * line;
    let c: usize = 0;
    for (; c + 16 <= line; c += 16) {
      let sum = f32x4.splat(0), p = from + c;
      for (let i = count; i > 0; i--, p += line) sum = f32x4.add(sum, v128.load(p));
      v128.store(out + c, f32x4.add(v128.load(out + c), sum));
    }
    for (; c < line; c += 4) {
      let sum: f32 = 0, p = from + c;
      for (let i = count; i > 0; i--, p += line) sum += load<f32>(p);
      store<f32>(out + c, load<f32>(out + c) + sum);
    }
  }
}

/** The sum of `count` values. */
export function total(x: usize, count: i32): f32 {
  let sum: f32 = 0;
  for (let left = count; left > 0; left -= 1024) {
    let a = f32x4.splat(0), b = f32x4.splat(0), i = min(left, 1024);
    for (; i >= 8; i -= 8, x += 32) {
      a = f32x4.add(a, v128.load(x));
      b = f32x4.add(b, v128.load(x, 16));
    }
    a = f32x4.add(a, b);
    let part: f32 = f32x4.extract_lane(a, 0) + f32x4.extract_lane(a, 1) + f32x4.extract_lane(a, 2) + f32x4.extract_lane(a, 3);
    for (; i > 0; i--, x += 4) part += load<f32>(x);
    sum += part;
  }
  return sum;
}

/** Copies `rows` rows of `bytes` bytes each. */
export function copyRows(src: usize, srcStep: usize, out: usize, outStep: usize, rows: i32, bytes: usize): void {
  for (; rows > 0; rows--, src += srcStep, out += outStep) memory.copy(out, src, bytes);
}
