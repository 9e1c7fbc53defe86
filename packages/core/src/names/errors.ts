// Errors about names: what was found, what was expected, what to do.
import { InputError, listed } from '../errors.ts';

export const reservedName = (where: string, name: string, reserved: readonly string[]) =>
  new InputError(
    `${where} has a network called "${name}", but that name is reserved. Reserved are ${listed(reserved)} and the members of every object, such as constructor. Rename the network.`,
  );
export const unusableName = (where: string, name: string) =>
  new InputError(
    `${where} has a network called ${JSON.stringify(name)}: a network is named with letters, digits, _ and -, beginning with a letter. Rename it.`,
  );
export const notARecord = (where: string, field: string) =>
  new InputError(
    `${where} has "${field}" with its own prototype, such as { __proto__: ... } makes, and its contents would be lost. Rename that key, or use a plain object.`,
  );
