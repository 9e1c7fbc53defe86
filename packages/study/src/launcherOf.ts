import { nameOf, type Registry, type Use } from '@codistill/core';
import { local } from './launch/local.ts';
import type { NamedLauncher } from './training.ts';

/**
 * The launcher that `use` names; local by default.
 * @throws InputError if the registry has none of that name.
 */
export const launcherOf = (use: Use | undefined, registry: Registry): NamedLauncher =>
  use === undefined
    ? { name: local.id, launcher: local() }
    : { name: nameOf(use), launcher: registry.build('launcher', use) };
