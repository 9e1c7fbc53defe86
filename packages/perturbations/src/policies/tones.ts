import { type Change, clamp } from '../images.ts';

// These are torchvision's definitions. Pixels are in [0, 1]; `toByte` gives the value from 0 to 255
// that torchvision works on where it needs whole numbers.
const toByte = (value: number) => Math.round(255 * clamp(value));

/** A change of each value by itself. */
const each =
  (change: (value: number) => number): Change =>
  (pixels, out, start, { size }) => {
    for (let i = start; i < start + size; i++) out[i] = change(pixels[i]!);
  };

/** Keeps the highest `bits` of the 8 bits of each value. */
export const posterized = (bits: number): Change => {
  const step = 2 ** (8 - Math.trunc(bits));
  return each((value) => (Math.floor(toByte(value) / step) * step) / 255);
};

/** Inverts the values from `threshold`, which is from 0 to 255. */
export const solarized = (threshold: number): Change =>
  each((value) => (255 * value >= threshold ? 1 - value : value));

/** 1 - x. */
export const inverted: Change = each((value) => 1 - value);

/** Stretches each channel to [0, 1]. A channel with a single value stays as it is. */
export const autocontrasted: Change = (pixels, out, start, { size, channels }) => {
  for (let channel = 0; channel < channels; channel++) {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = start + channel; i < start + size; i += channels) {
      low = Math.min(low, pixels[i]!);
      high = Math.max(high, pixels[i]!);
    }
    const [base, scale] = high > low ? [low, 1 / (high - low)] : [0, 1];
    for (let i = start + channel; i < start + size; i += channels)
      out[i] = clamp((pixels[i]! - base) * scale);
  }
};

/**
 * Equalizes the histogram of each channel, in 256 steps. A channel stays as it is if all but its
 * highest value have fewer than 255 pixels.
 */
export const equalized: Change = (pixels, out, start, { size, channels }) => {
  for (let channel = 0; channel < channels; channel++) {
    const counts = new Int32Array(256);
    let highest = 0;
    for (let i = start + channel; i < start + size; i += channels) {
      const byte = toByte(pixels[i]!);
      counts[byte]!++;
      highest = Math.max(highest, byte);
    }
    const step = Math.floor((size / channels - counts[highest]!) / 255);
    const table = new Float32Array(256);
    let sum = 0;
    for (let byte = 0; byte < 256; byte++) {
      table[byte] =
        step === 0
          ? byte / 255
          : Math.min(255, Math.floor((sum + Math.floor(step / 2)) / step)) / 255;
      sum += counts[byte]!;
    }
    for (let i = start + channel; i < start + size; i += channels)
      out[i] = table[toByte(pixels[i]!)]!;
  }
};

/**
 * factor x + (1 - factor) s, clamped to [0, 1]. s is the image smoothed by a 3x3 kernel with 5 in
 * its middle and 1 around, divided by 13; the border is not smoothed. An image with a side of at
 * most 2 pixels stays as it is.
 */
export const sharpened =
  (factor: number): Change =>
  (pixels, out, start, { height, width, channels, size }) => {
    const row = width * channels;
    const small = height <= 2 || width <= 2;
    if (small) out.set(pixels.subarray(start, start + size), start);
    for (let i = 0; i < size && !small; i++) {
      const [y, x] = [Math.floor(i / row), Math.floor((i % row) / channels)];
      const inside = y > 0 && x > 0 && y < height - 1 && x < width - 1;
      const value = pixels[start + i]!;
      let smooth = value;
      if (inside) {
        smooth = 4 * value;
        for (let dy = -row; dy <= row; dy += row)
          for (let dx = -channels; dx <= channels; dx += channels)
            smooth += pixels[start + i + dy + dx]!;
        smooth /= 13;
      }
      out[start + i] = clamp(factor * value + (1 - factor) * smooth);
    }
  };
