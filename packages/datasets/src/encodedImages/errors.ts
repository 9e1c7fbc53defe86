// Errors about encoded images.
import { InputError } from '@codistill/core';

export const unreadableImage = (name: string, why: string) =>
  new InputError(`${name}: ${why.replace(/\.$/, '')}. Mend the image or leave it out.`);
