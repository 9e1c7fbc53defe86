// Errors about encoded images.
import { InputError } from '@codistill/core';

export const unreadableImage = (name: string, why: string) => new InputError(`${name}: ${why}`);
