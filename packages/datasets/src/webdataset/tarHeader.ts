/** The size of the blocks of a tar file, in bytes. */
export const block = 512;

/** What a header says of the entry whose content follows. */
export interface TarHeader {
  readonly name: string;
  /** Of the content, in bytes. */
  readonly size: number;
  /** '0' for a file, 'x' and 'g' for pax headers, 'L' for a long name of GNU tar, and others. */
  readonly type: string;
}

const text = (bytes: Uint8Array) => {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(bytes.subarray(0, end < 0 ? bytes.length : end));
};

/** A number in octal digits, or in base 256 where the first bit is set. */
function number(bytes: Uint8Array): number {
  if (bytes[0]! & 0x80)
    return bytes.subarray(1).reduce((sum, byte) => 256 * sum + byte, bytes[0]! & 0x7f);
  const digits = text(bytes).trim();
  return digits === '' ? 0 : /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
}

/**
 * The header in a block: of POSIX (ustar), GNU tar or the tar of version 7. Undefined if the block is
 * empty, which ends a file.
 * @throws Error saying why the block is no header.
 */
export function tarHeader(bytes: Uint8Array): TarHeader | undefined {
  if (bytes.every((byte) => byte === 0)) return undefined;
  const stated = number(bytes.subarray(148, 156));
  // The sum takes its own field as spaces.
  const sum = bytes.reduce((all, byte, i) => all + (i >= 148 && i < 156 ? 32 : byte), 0);
  if (stated !== sum) throw new Error('the checksum of a header is wrong');
  const size = number(bytes.subarray(124, 136));
  if (!Number.isSafeInteger(size)) throw new Error('a header states no size');
  const posix = text(bytes.subarray(257, 263)) === 'ustar';
  const prefix = posix ? text(bytes.subarray(345, 500)) : '';
  const name = text(bytes.subarray(0, 100));
  const type = String.fromCharCode(bytes[156]! || 48);
  return { name: prefix === '' ? name : `${prefix}/${name}`, size, type };
}

/**
 * The fields of a pax header, such as `path` and `size`. Each line is '<length> <field>=<value>'.
 * @throws Error if a line has another length than it states.
 */
export function paxFields(bytes: Uint8Array): Readonly<Record<string, string>> {
  const fields: Record<string, string> = {};
  let at = 0;
  while (at < bytes.length && bytes[at] !== 0) {
    const space = bytes.indexOf(32, at);
    const length = Number(text(bytes.subarray(at, space < 0 ? at : space)));
    const end = at + length;
    const line = text(bytes.subarray(space + 1, end - 1));
    const equals = line.indexOf('=');
    const whole = Number.isInteger(length) && end <= bytes.length && bytes[end - 1] === 10;
    if (space < 0 || !whole || equals < 0) throw new Error('a pax header cannot be read');
    fields[line.slice(0, equals)] = line.slice(equals + 1);
    at = end;
  }
  return fields;
}
