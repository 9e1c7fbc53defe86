// AssemblyScript. Batch normalization over [rows, channels]. `channels` must be a multiple of 4;
// the caller folds other numbers.

/**
 * Updates mean and m2, [channels], with the `rows` rows at x, after `before` earlier rows (Chan,
 * Golub and LeVeque 1979). The chunk fits in the cache.
 */
export function momentsOf(x: usize, rows: i32, channels: i32, before: i32, mean: usize, m2: usize): void {
  const line: usize = usize(channels) << 2;
  const n: f32 = f32(rows),
    share: f32 = n / f32(rows + before),
    cross: f32 = f32(before) * share;
  const count = f32x4.splat(n);
  for (let c: usize = 0; c < line; c += 16) {
    let a = f32x4.splat(0),
      b = f32x4.splat(0),
      p = x + c,
      i = rows;
    for (; i >= 2; i -= 2, p += 2 * line) {
      a = f32x4.add(a, v128.load(p));
      b = f32x4.add(b, v128.load(p + line));
    }
    if (i > 0) a = f32x4.add(a, v128.load(p));
    const here = f32x4.div(f32x4.add(a, b), count);
    a = f32x4.splat(0);
    b = f32x4.splat(0);
    p = x + c;
    i = rows;
    for (; i >= 2; i -= 2, p += 2 * line) {
      const d = f32x4.sub(v128.load(p), here),
        e = f32x4.sub(v128.load(p + line), here);
      a = f32x4.add(a, f32x4.mul(d, d));
      b = f32x4.add(b, f32x4.mul(e, e));
    }
    if (i > 0) {
      const d = f32x4.sub(v128.load(p), here);
      a = f32x4.add(a, f32x4.mul(d, d));
    }
    const old = v128.load(mean + c),
      gap = f32x4.sub(here, old);
    v128.store(mean + c, f32x4.add(old, f32x4.mul(gap, f32x4.splat(share))));
    v128.store(m2 + c, f32x4.add(v128.load(m2 + c), f32x4.add(f32x4.add(a, b), f32x4.mul(f32x4.mul(gap, gap), f32x4.splat(cross)))));
  }
}

/** out = (x - mean) scale + offset. */
export function affine(x: usize, rows: i32, channels: i32, mean: usize, scale: usize, offset: usize, out: usize): void {
  const line: usize = usize(channels) << 2;
  for (let r: i32 = 0; r < rows; r++) {
    for (let c: usize = 0; c < line; c += 16, x += 16, out += 16) {
      v128.store(out, f32x4.add(f32x4.mul(f32x4.sub(v128.load(x), v128.load(mean + c)), v128.load(scale + c)), v128.load(offset + c)));
    }
  }
}

/**
 * Adds the sum of dy to sum, and the sum of dy (x - mean) to dot, [channels] each. The chunk fits
 * in the cache.
 */
export function gradientSums(dy: usize, x: usize, rows: i32, channels: i32, mean: usize, sum: usize, dot: usize): void {
  const line: usize = usize(channels) << 2;
  for (let c: usize = 0; c < line; c += 16) {
    const m = v128.load(mean + c);
    let a = f32x4.splat(0),
      b = f32x4.splat(0),
      e = f32x4.splat(0),
      f = f32x4.splat(0),
      p = x + c,
      q = dy + c,
      i = rows;
    for (; i >= 2; i -= 2, p += 2 * line, q += 2 * line) {
      const g = v128.load(q),
        h = v128.load(q + line);
      a = f32x4.add(a, g);
      b = f32x4.add(b, f32x4.mul(g, f32x4.sub(v128.load(p), m)));
      e = f32x4.add(e, h);
      f = f32x4.add(f, f32x4.mul(h, f32x4.sub(v128.load(p + line), m)));
    }
    if (i > 0) {
      const g = v128.load(q);
      a = f32x4.add(a, g);
      b = f32x4.add(b, f32x4.mul(g, f32x4.sub(v128.load(p), m)));
    }
    v128.store(sum + c, f32x4.add(v128.load(sum + c), f32x4.add(a, e)));
    v128.store(dot + c, f32x4.add(v128.load(dot + c), f32x4.add(b, f)));
  }
}

/** out = dy first + (x - mean) second + third. */
export function combine(dy: usize, x: usize, rows: i32, channels: i32, mean: usize, first: usize, second: usize, third: usize, out: usize): void {
  const line: usize = usize(channels) << 2;
  for (let r: i32 = 0; r < rows; r++) {
    for (let c: usize = 0; c < line; c += 16, x += 16, dy += 16, out += 16) {
      const scaled = f32x4.add(
        f32x4.mul(v128.load(dy), v128.load(first + c)),
        f32x4.mul(f32x4.sub(v128.load(x), v128.load(mean + c)), v128.load(second + c)),
      );
      v128.store(out, f32x4.add(scaled, v128.load(third + c)));
    }
  }
}
