import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/**
 * The result of `load`. It discards what native code writes to standard error during the call,
 * because libtensorflow prints two lines there that no setting suppresses. TF_CPP_MIN_LOG_LEVEL=0
 * shows everything. A small addon next to `addon` does this, if our installer made it.
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
