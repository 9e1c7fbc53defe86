import { encodeSafetensors, type Named } from '@codistill/core';
import type { NetworkTensors } from '../names/importTensors.ts';

/** What `format` is in the metadata of a file of one network's weights. */
export const weightsFormat = 'codistill/weights';

/**
 * A safetensors file of one network by our names. `about` are further texts that it carries. A
 * network of an experiment starts from it by `weights: 'FILE'`.
 */
export const encodeWeights = (
  { params, stats }: NetworkTensors,
  about: Named<string> = {},
): Uint8Array => encodeSafetensors({ ...params, ...stats }, { ...about, format: weightsFormat });
