// AssemblyScript. Bytes are resized by weighted sums, with weights in units of 2^-22. Addresses are
// in bytes. Four bytes after an image are read or written too.

const half: i32 = 1 << 21;

@inline
function widened(four: v128): v128 {
  return i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(four));
}

@inline
function narrowed(a: v128, b: v128, c: v128, d: v128): v128 {
  return i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(i32x4.shr_s(a, 22), i32x4.shr_s(b, 22)), i16x8.narrow_i32x4_s(i32x4.shr_s(c, 22), i32x4.shr_s(d, 22)));
}

/**
 * Resizes the columns of [rows, length, channels] to [rows, target, channels]: each new pixel t is
 * the sum of counts[t] pixels from firsts[t] on, times weights[t, most].
 */
export function resizeColumns(
  from: usize, rows: i32, length: i32, channels: i32,
  firsts: usize, counts: usize, weights: usize, most: i32, target: i32, to: usize,
): void {
  for (let row: i32 = 0; row < rows; row++, from += usize(length * channels)) {
    let w = weights;
    for (let t: usize = 0; t < usize(target); t++, w += usize(most) << 2) {
      const count = load<i32>(counts + (t << 2));
      const start = from + usize(load<i32>(firsts + (t << 2)) * channels);
      if (channels == 3) {
        let sum = i32x4.splat(half), p = start;
        for (let k: usize = 0; k < usize(count); k++, p += 3)
          sum = i32x4.add(sum, i32x4.mul(widened(v128.load32_zero(p)), v128.load32_splat(w + (k << 2))));
        v128.store32_lane(to, narrowed(sum, sum, sum, sum), 0);
        to += 3;
      } else {
        for (let c: usize = 0; c < usize(channels); c++) {
          let sum = half, p = start + c;
          for (let k: usize = 0; k < usize(count); k++, p += usize(channels))
            sum += i32(load<u8>(p)) * load<i32>(w + (k << 2));
          store<u8>(to++, min(255, sum >> 22));
        }
      }
    }
  }
}

/** Resizes the rows of [length, width] to [target, width] in the same way. */
export function resizeRows(
  from: usize, width: i32, firsts: usize, counts: usize, weights: usize, most: i32, target: i32, to: usize,
): void {
  const wide = usize(width);
  for (let t: usize = 0, w = weights; t < usize(target); t++, w += usize(most) << 2) {
    const count = load<i32>(counts + (t << 2));
    const start = from + usize(load<i32>(firsts + (t << 2))) * wide;
    let x: usize = 0;
    for (; x + 16 <= wide; x += 16) {
      let a = i32x4.splat(half), b = a, c = a, d = a, p = start + x;
      for (let k: usize = 0; k < usize(count); k++, p += wide) {
        const bytes = v128.load(p), weight = v128.load32_splat(w + (k << 2));
        const low = i16x8.extend_low_i8x16_u(bytes), high = i16x8.extend_high_i8x16_u(bytes);
        a = i32x4.add(a, i32x4.mul(i32x4.extend_low_i16x8_u(low), weight));
        b = i32x4.add(b, i32x4.mul(i32x4.extend_high_i16x8_u(low), weight));
        c = i32x4.add(c, i32x4.mul(i32x4.extend_low_i16x8_u(high), weight));
        d = i32x4.add(d, i32x4.mul(i32x4.extend_high_i16x8_u(high), weight));
      }
      v128.store(to + x, narrowed(a, b, c, d));
    }
    for (; x < wide; x++) {
      let sum = half, p = start + x;
      for (let k: usize = 0; k < usize(count); k++, p += wide)
        sum += i32(load<u8>(p)) * load<i32>(w + (k << 2));
      store<u8>(to + x, min(255, sum >> 22));
    }
    to += wide;
  }
}
