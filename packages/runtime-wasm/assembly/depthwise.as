// AssemblyScript. Depthwise convolution with one filter per channel, and its gradients, one image
// at a time, with channels last.

/** dx[y, x, c] = sum of dy[oy, ox, c] filter[i, j, c] over the windows that contain (y, x). */
export function depthwiseInput(
  dy: usize,
  rows: i32,
  columns: i32,
  filter: usize,
  tapRows: i32,
  tapColumns: i32,
  dx: usize,
  height: i32,
  width: i32,
  channels: i32,
  strideRows: i32,
  strideColumns: i32,
  dilationRows: i32,
  dilationColumns: i32,
  top: i32,
  left: i32,
): void {
  const line: usize = usize(channels) << 2;
  memory.fill(dx, 0, usize(height * width) * line);
  for (let y: i32 = 0; y < rows; y++) {
    for (let i: i32 = 0; i < tapRows; i++) {
      const to = y * strideRows + i * dilationRows - top;
      if (to < 0 || to >= height) continue;
      for (let x: i32 = 0; x < columns; x++) {
        const d = dy + usize(y * columns + x) * line;
        for (let j: i32 = 0; j < tapColumns; j++) {
          const at = x * strideColumns + j * dilationColumns - left;
          if (at < 0 || at >= width) continue;
          const w = filter + usize(i * tapColumns + j) * line,
            o = dx + usize(to * width + at) * line;
          let c: usize = 0;
          for (; c + 16 <= line; c += 16) v128.store(o + c, f32x4.add(v128.load(o + c), f32x4.mul(v128.load(d + c), v128.load(w + c))));
          for (; c < line; c += 4) store<f32>(o + c, load<f32>(o + c) + load<f32>(d + c) * load<f32>(w + c));
        }
      }
    }
  }
}

/** dw[i, j, c] += sum over positions of x[window at (i, j), c] dy[oy, ox, c]. */
export function depthwiseFilter(
  x: usize,
  height: i32,
  width: i32,
  dy: usize,
  rows: i32,
  columns: i32,
  dw: usize,
  tapRows: i32,
  tapColumns: i32,
  channels: i32,
  strideRows: i32,
  strideColumns: i32,
  dilationRows: i32,
  dilationColumns: i32,
  top: i32,
  left: i32,
): void {
  const line: usize = usize(channels) << 2;
  for (let y: i32 = 0; y < rows; y++) {
    for (let i: i32 = 0; i < tapRows; i++) {
      const from = y * strideRows + i * dilationRows - top;
      if (from < 0 || from >= height) continue;
      for (let j: i32 = 0; j < tapColumns; j++) {
        const w = dw + usize(i * tapColumns + j) * line;
        for (let p: i32 = 0; p < columns; p++) {
          const at = p * strideColumns + j * dilationColumns - left;
          if (at < 0 || at >= width) continue;
          const d = dy + usize(y * columns + p) * line,
            s = x + usize(from * width + at) * line;
          let c: usize = 0;
          for (; c + 16 <= line; c += 16) v128.store(w + c, f32x4.add(v128.load(w + c), f32x4.mul(v128.load(d + c), v128.load(s + c))));
          for (; c < line; c += 4) store<f32>(w + c, load<f32>(w + c) + load<f32>(d + c) * load<f32>(s + c));
        }
      }
    }
  }
}

/** y[oy, ox, c] = sum of x[window at (i, j), c] filter[i, j, c]. */
export function depthwise(
  x: usize, height: i32, width: i32, filter: usize, tapRows: i32, tapColumns: i32, out: usize, rows: i32, columns: i32, channels: i32,
  strideRows: i32, strideColumns: i32, dilationRows: i32, dilationColumns: i32, top: i32, left: i32,
): void {
  const line: usize = usize(channels) << 2;
  for (let y: i32 = 0; y < rows; y++) {
    for (let p: i32 = 0; p < columns; p++, out += line) {
      memory.fill(out, 0, line);
      for (let i: i32 = 0; i < tapRows; i++) {
        const from = y * strideRows + i * dilationRows - top;
        if (from < 0 || from >= height) continue;
        for (let j: i32 = 0; j < tapColumns; j++) {
          const at = p * strideColumns + j * dilationColumns - left;
          if (at < 0 || at >= width) continue;
          const w = filter + usize(i * tapColumns + j) * line, s = x + usize(from * width + at) * line;
          let c: usize = 0;
          for (; c + 16 <= line; c += 16) v128.store(out + c, f32x4.add(v128.load(out + c), f32x4.mul(v128.load(s + c), v128.load(w + c))));
          for (; c < line; c += 4) store<f32>(out + c, load<f32>(out + c) + load<f32>(s + c) * load<f32>(w + c));
        }
      }
    }
  }
}
