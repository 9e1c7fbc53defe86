import { crc32c } from '@aws-crypto/crc32c';

const headBytes = 12;

/** The checksum of a TFRecord file: crc32c, rotated right by 15 bits, plus a constant. */
function checksum(bytes: Uint8Array): number {
  const value = crc32c(bytes);
  return (((value >>> 15) | (value << 17)) + 0xa282ead8) >>> 0;
}

/**
 * `data` as one record of a TFRecord file: its length as an uint64, the checksum of the length, the
 * data, and the checksum of the data. All numbers are little-endian.
 */
export function recordOf(data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(headBytes + data.length + 4);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, checksum(bytes.subarray(0, 8)), true);
  bytes.set(data, headBytes);
  view.setUint32(headBytes + data.length, checksum(data), true);
  return bytes;
}
