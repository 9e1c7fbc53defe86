import { isInputError } from '@codistill/core';
import { BufferReader, Parser } from 'pickleparser';
import { notBatch, refusedGlobal } from './errors.ts';

/** A NumPy array of bytes in row-major order. */
class ByteArray {
  shape: readonly number[] = [];
  bytes: Uint8Array = new Uint8Array();

  __setstate__(state: unknown): void {
    const [, shape, type, isColumnMajor, raw] = state as readonly unknown[];
    this.fill(shape, type, isColumnMajor ? 'F' : 'C', raw);
  }

  fill(shape: unknown, type: unknown, order: unknown, raw: unknown): this {
    const bytes = raw instanceof Uint8Array ? raw : latin1(raw);
    if (!(type instanceof ByteType)) throw new Error('an array holds other values than bytes');
    if (order !== 'C' || !Array.isArray(shape))
      throw new Error('an array is not in row-major order');
    if (shape.reduce<number>((a, b) => a * Number(b), 1) !== bytes.length)
      throw new Error(`an array of ${shape.join(' x ')} has ${bytes.length} bytes`);
    this.shape = shape as readonly number[];
    this.bytes = bytes;
    return this;
  }
}

/** NumPy's type uint8. Its state is of no interest. */
class ByteType {
  __setstate__(): void {}
}

/** The bytes of a text whose characters stand for one byte each. */
function latin1(text: unknown): Uint8Array {
  if (typeof text !== 'string') throw new Error('the content of an array is missing');
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 255) throw new Error('the content of an array is no text of bytes');
    bytes[i] = code;
  }
  return bytes;
}

/** The globals that NumPy's arrays of bytes need. They are made anew for each file. */
const allowed = () => {
  const ndarray = function ndarray() {
    throw new Error('an array is made in an unknown way');
  };
  const reconstruct = (type: unknown) => {
    if (type !== ndarray) throw new Error('an array is of an unknown class');
    return new ByteArray();
  };
  const dtype = (name: unknown) => {
    if (name !== 'u1' && name !== '|u1')
      throw new Error(`an array holds values of ${String(name)}`);
    return new ByteType();
  };
  const frombuffer = (raw: unknown, type: unknown, shape: unknown, order: unknown) =>
    new ByteArray().fill(shape, type, order, raw);
  const encode = (text: unknown) => latin1(text);
  return new Map<string, (...given: never[]) => unknown>([
    ['numpy.ndarray', ndarray],
    ['numpy.dtype', dtype],
    ['_codecs.encode', encode],
    ...['numpy.core', 'numpy._core'].flatMap((core) => [
      [`${core}.multiarray._reconstruct`, reconstruct] as const,
      [`${core}.numeric._frombuffer`, frombuffer] as const,
    ]),
  ]);
};

/** Texts of Python 2 are bytes; each becomes the character of its number. */
class Latin1Reader extends BufferReader {
  override uint64(): number {
    const [low, high] = [this.uint32(), this.uint32()];
    if (high >= 2 ** 21) throw new Error('a length is greater than any file');
    return low + 2 ** 32 * high;
  }

  override string(size: number, encoding: 'ascii' | 'utf-8'): string {
    if (encoding === 'utf-8') return super.string(size, encoding);
    const bytes = this.bytes(size);
    let text = '';
    for (let at = 0; at < bytes.length; at += 4096)
      text += String.fromCharCode(...bytes.subarray(at, at + 4096));
    return text;
  }
}

/** A batch of CIFAR: images of three planes of 1,024 bytes, and lists of labels by name. */
export interface Batch {
  /** [examples, 3072]. */
  readonly data: Uint8Array;
  readonly labels: Readonly<Record<string, readonly number[]>>;
}

/**
 * The images and labels of a batch that Python has pickled, by any of its versions and protocols.
 * No global is looked up except those of NumPy's arrays, so nothing that a file names is run.
 * @throws InputError naming the file if it is no batch, or if it names other globals.
 */
export function pickledBatch(bytes: Uint8Array, path: string, lists: readonly string[]): Batch {
  const globals = allowed();
  const resolve = (module: string, name: string) => {
    const found = globals.get(`${module}.${name}`);
    if (!found) throw refusedGlobal(path, `${module}.${name}`.slice(0, 100));
    return found as (...given: unknown[]) => unknown;
  };
  let read: unknown;
  try {
    const parser = new Parser({ nameResolver: { resolve }, unpicklingTypeOfDictionary: 'Map' });
    read = parser.read(new Latin1Reader(bytes));
  } catch (error) {
    if (isInputError(error)) throw error;
    throw notBatch(path, error instanceof Error ? error.message.split('\n')[0]! : String(error));
  }
  return batchOf(read, path, lists);
}

function batchOf(read: unknown, path: string, lists: readonly string[]): Batch {
  if (!(read instanceof Map)) throw notBatch(path, 'it holds no dictionary');
  const fields = new Map([...read].map(([key, value]) => [keyOf(key), value as unknown]));
  const data = fields.get('data');
  if (!(data instanceof ByteArray)) throw notBatch(path, 'it has no array "data"');
  const [count, each] = data.shape;
  if (data.shape.length !== 2 || each !== 3072)
    throw notBatch(path, `"data" is ${data.shape.join(' x ')}, and N x 3072 was expected`);
  const labels = lists.map((name) => {
    const list = fields.get(name);
    if (!Array.isArray(list)) throw notBatch(path, `it has no list "${name}"`);
    if (list.length !== count)
      throw notBatch(path, `it has ${count} images and ${list.length} of "${name}"`);
    const wrong = list.findIndex((label) => !Number.isInteger(label) || label < 0 || label > 255);
    if (wrong >= 0) throw notBatch(path, `label ${wrong} of "${name}" is ${String(list[wrong])}`);
    return [name, list as readonly number[]] as const;
  });
  return { data: data.bytes, labels: Object.fromEntries(labels) };
}

/** Keys are texts, or bytes in pickles of Python 3 that were made of those of Python 2. */
const keyOf = (key: unknown) =>
  key instanceof Uint8Array ? new TextDecoder().decode(key) : String(key);
