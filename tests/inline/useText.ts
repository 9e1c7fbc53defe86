import { type AnyPlugin, nameOf, optionsOf } from '@codistill/core';
import { registry } from '@codistill/plugins';
import type { z } from 'zod';
import { parseUse, parseUses } from '../../packages/study/src/use/useText.ts';

/** Checks options or plugins as on a command line: `option=value`, `name:option=value`. */
export function checkUseText(text: string): string | undefined {
  try {
    const right = /^[\w-]+=/.test(text) ? someTakes(text) : build(text);
    return right ? undefined : `\`${text}\` sets no option that a plugin takes.`;
  } catch (error) {
    return `\`${text}\`: ${(error as Error).message}`;
  }
}

/** Whether some plugin accepts these options with these values. */
function someTakes(text: string): boolean {
  const options = optionsOf(parseUse(`any:${text}`));
  const takes = ({ options: { shape } }: AnyPlugin) =>
    Object.entries(options).every(
      ([key, value]) =>
        Object.hasOwn(shape, key) && (shape[key] as z.ZodType).safeParse(value).success,
    );
  return registry.list().some(takes);
}

/**
 * Builds each plugin.
 * @throws if a plugin rejects its options.
 */
function build(text: string): boolean {
  return parseUses(text).every((use) => {
    const name = nameOf(use);
    const found = registry
      .list()
      .find(({ id, variants }) => id === name || name in (variants ?? {}));
    if (found) registry.build(found.kind, use);
    return found !== undefined;
  });
}
