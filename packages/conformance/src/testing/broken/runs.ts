import { type AnyPlugin, defineMethod, defineObserver, type Files } from '@codistill/core';
import { about } from './about.ts';

export const changesTheBase = defineMethod({
  id: 'changes-the-base',
  about,
  create: () => ({ arm: (base) => Object.assign(base, { seed: base.seed + 1 }) }),
});
export const unknownStrategy = defineMethod({
  id: 'unknown-strategy',
  about,
  create: () => ({ arm: (base) => ({ ...base, strategy: 'no-such-strategy' }) }),
});
export const meddles = defineObserver({
  id: 'meddles',
  about,
  create: () => ({
    see: ({ metrics }) => {
      metrics.values[0] = 0;
    },
  }),
});
export const forgetful = defineObserver({
  id: 'forgetful',
  about,
  create: () => {
    let seen = 0;
    return { see: () => (++seen > 8 ? 'stop' : undefined), save: () => String(seen) };
  },
});
/** Appends a byte for each report, with one fault. */
const appending = (
  id: string,
  fault: 'unsynced' | 'uncut' | 'late' | 'clock',
): AnyPlugin & { readonly kind: 'observer' } =>
  defineObserver({
    id,
    about,
    create: () => {
      let files: Files | undefined;
      let size = 0;
      return {
        async begin(given) {
          files = given.files;
          size = Number.parseInt(given.resumed?.saved ?? '0', 10);
          if (fault !== 'uncut') await files?.truncate('bytes', size);
        },
        async see() {
          await files?.append('bytes', 'x');
          size++;
        },
        async save() {
          if (fault !== 'unsynced') await files?.sync('bytes');
          return fault === 'clock' ? `${size} at ${Date.now()}` : String(size);
        },
        async close(how) {
          if (fault === 'late' || how !== 'superseded') await files?.append('bytes', '.');
        },
      };
    },
  });
export const unsynced = appending('unsynced', 'unsynced');
export const uncut = appending('uncut', 'uncut');
export const late = appending('late', 'late');
export const clocked = appending('clocked', 'clock');
export const namesItself = defineObserver({
  id: 'names-itself',
  about,
  create: () => ({ name: 'other', see: () => {} }),
});
