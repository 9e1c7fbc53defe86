// AssemblyScript. max(x, 0) and its gradient.

export function rectify(x: usize, out: usize, count: i32): void {
  const zero = f32x4.splat(0);
  const end = x + (usize(count) << 2);
  for (; x + 16 <= end; x += 16, out += 16) v128.store(out, f32x4.max(v128.load(x), zero));
  for (; x < end; x += 4, out += 4) store<f32>(out, max<f32>(load<f32>(x), 0));
}

export function rectifyGrad(dy: usize, y: usize, out: usize, count: i32): void {
  const zero = f32x4.splat(0);
  const end = y + (usize(count) << 2);
  for (; y + 16 <= end; y += 16, dy += 16, out += 16) v128.store(out, v128.and(v128.load(dy), f32x4.gt(v128.load(y), zero)));
  for (; y < end; y += 4, dy += 4, out += 4) store<f32>(out, load<f32>(y) > 0 ? load<f32>(dy) : 0);
}
