import { visit } from 'jsonc-parser';
import { lostKey, repeatedKey } from '../errors.ts';

/**
 * Checks the keys of JSON text that `JSON.parse` accepts. If an object has a key twice,
 * `JSON.parse` silently keeps the last one. A key `__proto__` is lost when the object is copied.
 * @throws InputError that names the first such key and its line.
 */
export function checkKeys(text: string, file: string): void {
  const open: Map<string, number>[] = [];
  visit(text, {
    onObjectBegin: () => {
      open.push(new Map());
    },
    onObjectProperty(key, _offset, _length, line) {
      const lines = open.at(-1)!;
      const first = lines.get(key);
      if (first !== undefined) throw repeatedKey(file, key, first + 1, line + 1);
      if (key === '__proto__') throw lostKey(file, key, line + 1);
      lines.set(key, line);
    },
    onObjectEnd: () => {
      open.pop();
    },
  });
}
