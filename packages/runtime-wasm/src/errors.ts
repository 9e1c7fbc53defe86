import { InputError } from '@codistill/core';

export const notChannelsLast = (kernel: string, found: string) =>
  new InputError(
    `${kernel} on wasm was given images of data format '${found}'. It takes 'NHWC', [batch, height, width, channels]: transpose them first.`,
  );
