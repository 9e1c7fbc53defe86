import type { Decoder } from '../contracts/data.ts';
import { noDecoding } from './datasetErrors.ts';

/** The decoder of programs that give none. */
export const noDecoder: Decoder = {
  name: 'none',
  shape: async () => Promise.reject(noDecoding()),
  pixels: async () => Promise.reject(noDecoding()),
};
