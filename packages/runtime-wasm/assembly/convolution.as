// AssemblyScript. Addresses and strides are in bytes, counts in elements. The kernels compute
// blocks of four pixels by eight channels in registers.

@inline
function madd(a: v128, b: v128, sum: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), sum);
}

@inline
function zero(): v128 {
  return f32x4.splat(0);
}

/** Stores the first `lanes` of eight values. */
function storeSome(at: usize, a: v128, b: v128, lanes: i32): void {
  store<f32>(at, f32x4.extract_lane(a, 0));
  if (lanes > 1) store<f32>(at, f32x4.extract_lane(a, 1), 4);
  if (lanes > 2) store<f32>(at, f32x4.extract_lane(a, 2), 8);
  if (lanes > 3) store<f32>(at, f32x4.extract_lane(a, 3), 12);
  if (lanes > 4) store<f32>(at, f32x4.extract_lane(b, 0), 16);
  if (lanes > 5) store<f32>(at, f32x4.extract_lane(b, 1), 20);
  if (lanes > 6) store<f32>(at, f32x4.extract_lane(b, 2), 24);
}

/**
 * The convolution of one image: out[y, x, :] = sum over i < tapRows, j < tapColumns, k < run of
 * src[y rowStep + x pixelStep + i tapRowStep + j tapColumnStep + 4 k] filter[:, i, j, k]. `filter`
 * is packed as [ceil(co / 8), tapRows, tapColumns, run, 8].
 */
export function convolve(
  src: usize, rowStep: usize, pixelStep: usize, tapRows: i32, tapRowStep: usize, tapColumns: i32, tapColumnStep: usize, run: i32,
  filter: usize, out: usize, outRowStep: usize, outPixelStep: usize, rows: i32, columns: i32, co: i32,
): void {
  const blockBytes: usize = usize(tapRows * tapColumns * run) << 5;
  for (let c: i32 = 0; c < co; c += 8, filter += blockBytes, out += 32) {
    const lanes = co - c;
    let x: i32 = 0, s = src, o = out, row = src, outRow = out;
    for (let left = rows * columns; left > 0; left -= 4) {
      // Four pixels, which may continue on the next row. Beyond the last pixel, the last one is
      // computed again with the same result.
      const s0 = s, o0 = o;
      if (left > 1) { if (++x < columns) { s += pixelStep; o += outPixelStep; } else { x = 0; s = row += rowStep; o = outRow += outRowStep; } }
      const s1 = s, o1 = o;
      if (left > 2) { if (++x < columns) { s += pixelStep; o += outPixelStep; } else { x = 0; s = row += rowStep; o = outRow += outRowStep; } }
      const s2 = s, o2 = o;
      if (left > 3) { if (++x < columns) { s += pixelStep; o += outPixelStep; } else { x = 0; s = row += rowStep; o = outRow += outRowStep; } }
      const s3 = s, o3 = o;
      if (left > 4) { if (++x < columns) { s += pixelStep; o += outPixelStep; } else { x = 0; s = row += rowStep; o = outRow += outRowStep; } }
      let a0 = zero(), a1 = zero(), a2 = zero(), a3 = zero(), b0 = zero(), b1 = zero(), b2 = zero(), b3 = zero();
      let w = filter;
      for (let i: i32 = 0; i < tapRows; i++) {
        for (let j: i32 = 0; j < tapColumns; j++) {
          const offset = usize(i) * tapRowStep + usize(j) * tapColumnStep;
          let p0 = s0 + offset, p1 = s1 + offset, p2 = s2 + offset, p3 = s3 + offset;
          // The loop is not unrolled by hand, because V8 unrolls it and keeps everything in
          // registers.
          for (let k = run; k > 0; k--) {
            const u = v128.load(w), v = v128.load(w, 16);
            let p = v128.load32_splat(p0);
            a0 = madd(p, u, a0); b0 = madd(p, v, b0); p = v128.load32_splat(p1);
            a1 = madd(p, u, a1); b1 = madd(p, v, b1); p = v128.load32_splat(p2);
            a2 = madd(p, u, a2); b2 = madd(p, v, b2); p = v128.load32_splat(p3);
            a3 = madd(p, u, a3); b3 = madd(p, v, b3);
            p0 += 4; p1 += 4; p2 += 4; p3 += 4; w += 32;
          }
        }
      }
      if (lanes >= 8) {
        v128.store(o0, a0); v128.store(o0, b0, 16); v128.store(o1, a1); v128.store(o1, b1, 16);
        v128.store(o2, a2); v128.store(o2, b2, 16); v128.store(o3, a3); v128.store(o3, b3, 16);
      } else {
        storeSome(o0, a0, b0, lanes); storeSome(o1, a1, b1, lanes); storeSome(o2, a2, b2, lanes); storeSome(o3, a3, b3, lanes);
      }
    }
  }
}

@inline
function addTo(at: usize, sum: v128): void {
  v128.store(at, f32x4.add(v128.load(at), sum));
}

/**
 * The contribution of one image to the gradient of the filter: dw[i, j, k, :] += sum over y, x of
 * src[y rowStep + x pixelStep + i tapRowStep + j tapColumnStep + 4 k] dy[y, x, :]. `ci` is a
 * multiple of 4, `co` of 8.
 */
export function correlate(
  src: usize, rowStep: usize, pixelStep: usize, tapRows: i32, tapRowStep: usize, tapColumns: i32, tapColumnStep: usize, ci: i32,
  dy: usize, dw: usize, rows: i32, columns: i32, co: i32,
): void {
  const line: usize = usize(co) << 2;
  const dyRow: usize = usize(columns) * line;
  // A strip of rows that stays in the first-level cache over all taps and channels.
  const strip: i32 = max<i32>(1, 16384 / max<i32>(1, i32(rowStep) + i32(dyRow)));
  for (let top: i32 = 0; top < rows; top += strip) {
    const bottom = min(top + strip, rows);
    let to = dw;
    for (let i: i32 = 0; i < tapRows; i++) {
      for (let j: i32 = 0; j < tapColumns; j++) {
        const tap = src + usize(i) * tapRowStep + usize(j) * tapColumnStep;
        for (let k: i32 = 0; k < ci; k += 4, to += line * 4) {
          for (let c: i32 = 0; c < co; c += 8) {
            let a0 = zero(), a1 = zero(), a2 = zero(), a3 = zero(), b0 = zero(), b1 = zero(), b2 = zero(), b3 = zero();
            for (let y = top; y < bottom; y++) {
              let s = tap + usize(y) * rowStep + (usize(k) << 2);
              let d = dy + usize(y) * dyRow + (usize(c) << 2);
              for (let x = columns; x > 0; x--) {
                const u = v128.load(d), v = v128.load(d, 16);
                let p = v128.load32_splat(s);
                a0 = madd(p, u, a0); b0 = madd(p, v, b0); p = v128.load32_splat(s, 4);
                a1 = madd(p, u, a1); b1 = madd(p, v, b1); p = v128.load32_splat(s, 8);
                a2 = madd(p, u, a2); b2 = madd(p, v, b2); p = v128.load32_splat(s, 12);
                a3 = madd(p, u, a3); b3 = madd(p, v, b3);
                s += pixelStep; d += line;
              }
            }
            const at = to + (usize(c) << 2);
            addTo(at, a0); addTo(at + 16, b0); addTo(at + line, a1); addTo(at + line + 16, b1);
            addTo(at + 2 * line, a2); addTo(at + 2 * line + 16, b2); addTo(at + 3 * line, a3); addTo(at + 3 * line + 16, b3);
          }
        }
      }
    }
  }
}

/**
 * Copies an image [height, width, channels] into [rows, columns, depth] at (top, left). The rest is
 * zero. Offsets may be negative.
 */
export function place(
  src: usize, height: i32, width: i32, channels: i32, out: usize, rows: i32, columns: i32, depth: i32, top: i32, left: i32,
): void {
  const first = max(0, left), last = min(columns, left + width), pixel: usize = usize(depth) << 2, row = usize(columns) * pixel;
  for (let y: i32 = 0; y < rows; y++, out += row) {
    const from = y - top;
    if (from < 0 || from >= height || first >= last) {
      memory.fill(out, 0, row);
      continue;
    }
    let s = src + (usize((from * width + first - left) * channels) << 2);
    if (first > 0) memory.fill(out, 0, usize(first) * pixel);
    let o = out + usize(first) * pixel;
    if (channels == depth) {
      const bytes = usize(last - first) * pixel;
      let i: usize = 0;
      for (; i + 16 <= bytes; i += 16) v128.store(o + i, v128.load(s + i));
      for (; i < bytes; i += 4) store<f32>(o + i, load<f32>(s + i));
    } else {
      for (let x = first; x < last; x++, o += pixel) {
        let c: i32 = 0;
        for (; c < channels; c++, s += 4) store<f32>(o + (usize(c) << 2), load<f32>(s));
        for (; c < depth; c++) store<f32>(o + (usize(c) << 2), 0);
      }
    }
    if (last < columns) memory.fill(out + usize(last) * pixel, 0, usize(columns - last) * pixel);
  }
}

/**
 * Packs the matrix src[k, c], with any steps, as [ceil(columns / 8), k, 8]. Blocks are `blockStep`
 * apart; columns beyond the last one are zero.
 */
export function pack(src: usize, rowStep: usize, columnStep: usize, rows: i32, columns: i32, out: usize, blockStep: usize): void {
  for (let c: i32 = 0; c < columns; c += 8, out += blockStep) {
    const lanes = min(8, columns - c);
    let from = src + usize(c) * columnStep, to = out;
    if (lanes == 8 && columnStep == 4) {
      for (let k: i32 = 0; k < rows; k++, from += rowStep, to += 32) {
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
      }
    } else {
      for (let k: i32 = 0; k < rows; k++, from += rowStep, to += 32) {
        for (let lane: i32 = 0; lane < 8; lane++) {
          store<f32>(to + (usize(lane) << 2), lane < lanes ? load<f32>(from + usize(lane) * columnStep) : 0);
        }
      }
    }
  }
}

/** Transposes src [rows, columns] to out [columns, rows], in tiles that stay in the cache. */
export function transpose(src: usize, rows: i32, columns: i32, out: usize): void {
  for (let top: i32 = 0; top < rows; top += 16) {
    const bottom = min(top + 16, rows);
    for (let c: i32 = 0; c < columns; c++) {
      for (let r = top; r < bottom; r++) store<f32>(out + (usize(c * rows + r) << 2), load<f32>(src + (usize(r * columns + c) << 2)));
    }
  }
}
