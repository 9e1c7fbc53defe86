import { jsonText } from '@codistill/report';

/** JSON as the files of a run hold it, with a line end. */
export const jsonFile = (value: unknown): Uint8Array =>
  new TextEncoder().encode(`${jsonText(value, 1)}\n`);
