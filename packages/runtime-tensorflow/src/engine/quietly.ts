import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/**
 * What `load` returns; what native code writes to standard error meanwhile is thrown away, for
 * libtensorflow greets there with two lines that no setting stops.
 * TF_CPP_MIN_LOG_LEVEL=0 shows all. `addon`: beside it lies the small addon that does so, where our
 * installer made it.
 */
export function quietly<T>(addon: string, load: () => T): T {
  const file = path.join(path.dirname(addon), 'quiet.node');
  if (Number(process.env['TF_CPP_MIN_LOG_LEVEL']) < 2 || !existsSync(file)) return load();
  const { hush, restore } = createRequire(import.meta.url)(file) as {
    hush(): void;
    restore(): void;
  };
  hush();
  try {
    return load();
  } finally {
    restore();
  }
}
