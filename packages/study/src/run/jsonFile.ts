import { jsonText } from '@codistill/report';

/** JSON as in the files of a run, with a final newline. */
export const jsonFile = (value: unknown): Uint8Array =>
  new TextEncoder().encode(`${jsonText(value, 1)}\n`);
