import {
  type FileWeights,
  isInputError,
  type NetworkSpec,
  nameOf,
  optionsOf,
} from '@codistill/core';
import { parseUses, type Study } from '@codistill/study';
import { wrongFlag } from '../errors.ts';

const expected =
  'a network and a file for each, such as a=teacher.safetensors or a=resnet18.pth:from=torchvision,';

/**
 * The study whose networks start from files. `text` is what --weights says: NETWORK=FILE, with the
 * options `from`, `network` and `allow` of weights as a plugin has options.
 * @throws InputError if it says something else, or names a network that the study does not have.
 */
export function startingFrom(study: Study, text: string | undefined): Study {
  if (text === undefined) return study;
  const networks: Record<string, NetworkSpec> = { ...study.base.networks };
  for (const [id, weights] of weightsIn(text)) {
    const spec = Object.hasOwn(networks, id) ? networks[id] : undefined;
    if (!spec)
      throw wrongFlag(
        'weights',
        text,
        `one of the networks ${Object.keys(networks).join(', ')} before each file`,
      );
    if (spec.follows)
      throw wrongFlag('weights', text, `a network that follows no other, and "${id}" does,`);
    networks[id] = { ...spec, weights };
  }
  return { ...study, base: { ...study.base, networks } };
}

/** 'a=FILE:from=torchvision,b=FILE' by network. The grammar of plugins reads all but 'a='. */
function weightsIn(text: string): [string, FileWeights][] {
  const parts = text.split(/(?:^|,)([a-z][\w-]*)=/);
  if (parts[0] !== '' || parts.length < 3) throw wrongFlag('weights', text, expected);
  return parts.slice(1).flatMap((id, i, all): [string, FileWeights][] => {
    if (i % 2 === 1) return [];
    return [[id, fileIn(all[i + 1]!, text)]];
  });
}

function fileIn(written: string, text: string): FileWeights {
  const uses = readUses(written, text);
  if (uses.length !== 1) throw wrongFlag('weights', text, expected);
  const [file, options] = [nameOf(uses[0]!), optionsOf(uses[0]!)];
  const known = Object.entries(options).every(([option, value]) =>
    option === 'allow'
      ? typeof value === 'string' ||
        (Array.isArray(value) && value.every((each) => typeof each === 'string'))
      : (option === 'from' || option === 'network') && typeof value === 'string',
  );
  if (!known) throw wrongFlag('weights', text, 'no options but from, network and allow for a file');
  const { allow, ...more } = options as { readonly allow?: string | readonly string[] };
  return { file, ...more, ...(allow !== undefined && { allow: [allow].flat() }) };
}

function readUses(written: string, text: string) {
  try {
    return parseUses(written);
  } catch (error) {
    if (!isInputError(error)) throw error;
    throw wrongFlag('weights', text, expected);
  }
}
