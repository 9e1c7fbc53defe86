import { isInputError, type StoredTensor } from '@codistill/core';
import { BufferReader, Parser } from 'pickleparser';
import { notStateDict, refusedName } from '../errors.ts';
import { rebuilt, type Storage } from './rebuilt.ts';

/** The types of values of PyTorch's storages, by their names. */
const storages: Readonly<Record<string, string>> = {
  FloatStorage: 'F32',
  HalfStorage: 'F16',
  BFloat16Storage: 'BF16',
  DoubleStorage: 'F64',
  LongStorage: 'I64',
  IntStorage: 'I32',
  ShortStorage: 'I16',
  CharStorage: 'I8',
  ByteStorage: 'U8',
  BoolStorage: 'BOOL',
};

/** What a name of the list stands for. It is made anew for each file, because a pickle may change it. */
type Allowed = (...given: never[]) => unknown;

/**
 * The names that a pickle of tensors needs. PyTorch's functions are not run; these build the same
 * from plain values.
 */
function allowed(): {
  readonly names: ReadonlyMap<string, Allowed>;
  typeOf(storage: unknown): string | undefined;
} {
  const types = new Map<unknown, string>();
  const names = new Map<string, Allowed>([
    ['collections.OrderedDict', () => new Map()],
    [
      'torch._utils._rebuild_tensor_v2',
      (storage, offset, size, stride) => rebuilt(storage, offset, size, stride),
    ],
    ['torch._utils._rebuild_parameter', (tensor) => tensor],
  ]);
  for (const [name, type] of Object.entries(storages)) {
    const storage = () => {
      throw new Error('a storage is made in an unknown way');
    };
    types.set(storage, type);
    names.set(`torch.${name}`, storage);
  }
  return { names, typeOf: (storage) => types.get(storage) };
}

/**
 * What a pickle of PyTorch holds: dictionaries as maps, tensors as they are stored. `read` gives the
 * bytes of a storage. A name that is not in the list is an error, so nothing that a file names is
 * run.
 * @throws InputError naming the file if it names anything else, or cannot be read.
 */
export function unpickled(
  bytes: Uint8Array,
  path: string,
  read: (key: string) => Uint8Array | undefined,
): unknown {
  const { names, typeOf } = allowed();
  const resolve = (module: string, name: string) => {
    const found = names.get(`${module}.${name}`);
    if (!found) throw refusedName(path, `${module}.${name}`.slice(0, 100));
    return found as (...given: unknown[]) => unknown;
  };
  const storageOf = (id: unknown): Storage => {
    const [kind, type, key] = Array.isArray(id) ? (id as readonly unknown[]) : [];
    const dtype = typeOf(type);
    const values = typeof key === 'string' ? read(key) : undefined;
    if (kind !== 'storage' || dtype === undefined || !values)
      throw new Error('a tensor has no values in the file');
    return { dtype, bytes: values };
  };
  try {
    return new Parser({
      nameResolver: { resolve },
      persistentResolver: { resolve: storageOf as (id: string) => unknown },
      unpicklingTypeOfDictionary: 'Map',
    }).read(new BufferReader(bytes));
  } catch (error) {
    if (isInputError(error)) throw error;
    throw notStateDict(
      path,
      error instanceof Error ? error.message.split('\n')[0]! : String(error),
    );
  }
}

/** Whether a value of `unpickled` is a tensor. */
export const isTensor = (value: unknown): value is StoredTensor =>
  typeof value === 'object' && value !== null && 'dtype' in value && 'bytes' in value;
