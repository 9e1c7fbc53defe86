import { clamp, type Layout } from './images.ts';

// These are torchvision's definitions, on values in [0, 1]. Each result is clamped to that range.
// `out` may be `pixels` in all of them.
const grey = (r: number, g: number, b: number) => 0.2989 * r + 0.587 * g + 0.114 * b;

/** factor x. */
export function brightened(
  pixels: Float32Array,
  out: Float32Array,
  start: number,
  { size }: Layout,
  factor: number,
): void {
  for (let i = start; i < start + size; i++) out[i] = clamp(factor * pixels[i]!);
}

/** factor x + (1 - factor) m, where m is the mean of the image's grey values. */
export function contrasted(
  pixels: Float32Array,
  out: Float32Array,
  start: number,
  { size, channels }: Layout,
  factor: number,
): void {
  const end = start + size;
  let sum = 0;
  if (channels === 3)
    for (let i = start; i < end; i += 3) sum += grey(pixels[i]!, pixels[i + 1]!, pixels[i + 2]!);
  else for (let i = start; i < end; i++) sum += pixels[i]!;
  const offset = (1 - factor) * (channels === 3 ? (3 * sum) / size : sum / size);
  for (let i = start; i < end; i++) out[i] = clamp(factor * pixels[i]! + offset);
}

/** factor x + (1 - factor) grey(x) if there are three channels; otherwise x. */
export function saturated(
  pixels: Float32Array,
  out: Float32Array,
  start: number,
  { size, channels }: Layout,
  factor: number,
): void {
  if (channels !== 3) {
    if (out !== pixels) out.set(pixels.subarray(start, start + size), start);
    return;
  }
  for (let i = start; i < start + size; i += 3) {
    const [r, g, b] = [pixels[i]!, pixels[i + 1]!, pixels[i + 2]!];
    const offset = (1 - factor) * grey(r, g, b);
    out[i] = clamp(factor * r + offset);
    out[i + 1] = clamp(factor * g + offset);
    out[i + 2] = clamp(factor * b + offset);
  }
}

/**
 * Rotates the hue of every pixel by `turn` of a full turn, in [-0.5, 0.5], if there are three
 * channels. V is the largest value, C its distance to the smallest, and the hue is H in six sectors
 * with f as the fraction of a sector. The rotated pixel has the values V, V - C, V - f C and
 * V - (1 - f) C, of which the last three are clamped.
 */
export function hued(
  pixels: Float32Array,
  out: Float32Array,
  start: number,
  { size, channels }: Layout,
  turn: number,
): void {
  if (channels !== 3) {
    if (out !== pixels) out.set(pixels.subarray(start, start + size), start);
    return;
  }
  for (let i = start; i < start + size; i += 3) {
    const r = pixels[i]!;
    const g = pixels[i + 1]!;
    const b = pixels[i + 2]!;
    const V = Math.max(r, g, b);
    const C = V - Math.min(r, g, b);
    let H = 0;
    if (C > 0) H = V === r ? (g - b) / C : V === g ? 2 + (b - r) / C : 4 + (r - g) / C;
    H += 6 * turn;
    H -= 6 * Math.floor(H / 6);
    const sector = Math.floor(H);
    const f = H - sector;
    const p = clamp(V - C);
    const q = clamp(V - f * C);
    const t = clamp(V - (1 - f) * C);
    switch (sector) {
      case 1:
        out[i] = q;
        out[i + 1] = V;
        out[i + 2] = p;
        break;
      case 2:
        out[i] = p;
        out[i + 1] = V;
        out[i + 2] = t;
        break;
      case 3:
        out[i] = p;
        out[i + 1] = q;
        out[i + 2] = V;
        break;
      case 4:
        out[i] = t;
        out[i + 1] = p;
        out[i + 2] = V;
        break;
      case 5:
        out[i] = V;
        out[i + 1] = p;
        out[i + 2] = q;
        break;
      default: // 0, and 6 where H is rounded up to it
        out[i] = V;
        out[i + 1] = t;
        out[i + 2] = p;
    }
  }
}
