import type { Named, StoredTensor } from '@codistill/core';
import { unzipSync } from 'fflate';
import { brokenZip, notStateDict, otherByteOrder, scriptedModel } from '../errors.ts';
import type { WeightFile } from '../file/weightFile.ts';
import { isTensor, unpickled } from './unpickled.ts';

/**
 * The weights in a state dict that PyTorch saved, a zip archive of a pickle and the values of
 * tensors. A checkpoint that holds the state dict beside other values is accepted, and names that
 * all begin with 'module.' lose it. No name of the pickle is looked up but those of tensors.
 * @throws InputError if it is another file, holds no state dict or names anything else.
 */
export function readStateDict(bytes: Uint8Array, path: string): WeightFile {
  const entries = unzipped(bytes, path);
  const pickle = Object.keys(entries).find((name) => /^[^/]+\/data\.pkl$/.test(name));
  if (pickle === undefined) throw notStateDict(path, 'the archive has no data.pkl');
  const root = pickle.slice(0, -'data.pkl'.length);
  const order = entries[`${root}byteorder`];
  if (order && new TextDecoder().decode(order) !== 'little') throw otherByteOrder(path);
  const value = unpickled(entries[pickle]!, path, (key) => entries[`${root}data/${key}`]);
  return { path, tensors: withoutPrefix(stateDictOf(value, path)), metadata: {} };
}

function unzipped(bytes: Uint8Array, path: string): Readonly<Record<string, Uint8Array>> {
  let [compressed, scripted] = [false, false];
  let entries: Record<string, Uint8Array>;
  try {
    entries = unzipSync(bytes, {
      filter: ({ name, compression }) => {
        compressed ||= compression !== 0;
        scripted ||= name.endsWith('/constants.pkl');
        return compression === 0;
      },
    });
  } catch {
    throw brokenZip(path, bytes.length);
  }
  if (scripted) throw scriptedModel(path);
  if (compressed) throw notStateDict(path, 'it is a compressed archive');
  return entries;
}

/** The only dictionary of tensors in a value: itself, or one of its values. */
function stateDictOf(value: unknown, path: string): Named<StoredTensor> {
  const found = tensorsIn(value);
  if (found) return found;
  const inside =
    value instanceof Map
      ? [...value].map(([name, each]) => [String(name), tensorsIn(each)] as const)
      : [];
  const dicts = inside.filter(([, each]) => each !== undefined);
  if (dicts.length === 1) return dicts[0]![1]!;
  throw notStateDict(
    path,
    dicts.length === 0
      ? 'it holds no dictionary of tensors'
      : `it holds several dictionaries of tensors, ${dicts.map(([name]) => `"${name}"`).join(' and ')}`,
  );
}

/** The tensors of a map that holds nothing else. */
function tensorsIn(value: unknown): Named<StoredTensor> | undefined {
  if (!(value instanceof Map) || value.size === 0) return undefined;
  const all = [...value];
  if (!all.every(([name, tensor]) => typeof name === 'string' && isTensor(tensor)))
    return undefined;
  return Object.fromEntries(all) as Named<StoredTensor>;
}

const prefix = 'module.';

/** The names without 'module.', which PyTorch's parallel training puts before all of them. */
const withoutPrefix = (tensors: Named<StoredTensor>): Named<StoredTensor> =>
  Object.keys(tensors).every((name) => name.startsWith(prefix))
    ? Object.fromEntries(
        Object.entries(tensors).map(([name, tensor]) => [name.slice(prefix.length), tensor]),
      )
    : tensors;
