// Errors about files of weights: what was found, what was expected, what to do.
import { InputError } from '@codistill/core';

const firstOf = (names: readonly string[], count = 4) =>
  names.length <= count
    ? names.join(', ')
    : `${names.slice(0, count).join(', ')} and ${names.length - count} more`;

export const unreadableType = (path: string, name: string, dtype: string) =>
  new InputError(
    `The tensor "${name}" in ${path} is of the type ${dtype}, and F32, F16 and BF16 can be read. Save it as float32, in PyTorch by \`tensor.float()\`.`,
  );
export const notReversible = (pattern: string) =>
  new RangeError(
    `The pattern "${pattern}" has more than characters and groups, or its name lacks one of its groups. Write one rule for each case.`,
  );
export const noName = (name: string, library: string) =>
  new InputError(
    `The backbone does not say how its tensor "${name}" is called in ${library}. Add a rule for it to \`names\` of the backbone.`,
  );
export const noNames = (library: string, known: readonly string[]) =>
  new InputError(
    `The backbone does not know how its tensors are called in ${library}; it knows the names of ${['codistill', ...known].join(', ')}. Choose one of these, or a backbone that ${library} has.`,
  );

/** How the tensors of a file differ from those that a backbone needs. */
export interface Differences {
  readonly missing: readonly string[];
  readonly leftOver: readonly string[];
  /** In words. */
  readonly unlike: readonly string[];
}
export const otherTensors = (
  path: string,
  { missing, leftOver, unlike }: Differences,
  allowed: string | undefined,
) =>
  new InputError(
    `The weights in ${path} do not fit the backbone: ${[
      ...(missing.length > 0 ? [`these are missing: ${firstOf(missing)}`] : []),
      ...(leftOver.length > 0 ? [`these are left over: ${firstOf(leftOver)}`] : []),
      ...(unlike.length > 0 ? [`these have another shape: ${firstOf(unlike)}`] : []),
    ].join(
      '; ',
    )}. Choose the backbone, options, image size and number of classes of these weights${allowed === undefined ? '' : `, or allow "${allowed}" to differ`}.`,
  );
export const unusedAllowance = (pattern: string, path: string) =>
  new InputError(
    `"${pattern}" is allowed to differ, and no tensor of the backbone or in ${path} is called so. Write a name, with * for any characters.`,
  );

/** A line of Python for a shell. Paths have no quotes that would end it. */
const python = (code: string) => `\`python -c "import torch; ${code}"\``;
const quoted = (path: string) => `'${path.replace(/['"\\$`]/g, '?')}'`;

export const oldFormat = (path: string) =>
  new InputError(
    `${path} is a pickle by itself, the format of PyTorch before 1.6, and a zip archive or safetensors was expected. Convert it by ${python(`torch.save(torch.load(${quoted(path)}, weights_only=True), 'weights.pth')`)}.`,
  );
/** A pickle that names code. Such a name may belong to a model that was saved as a whole. */
export const refusedName = (path: string, name: string) =>
  new InputError(
    /^(torch\._|collections\.)/.test(name)
      ? `${path} has a value of ${name}, and plain tensors were expected. Save a state dict of float32 tensors, by ${python(`torch.save({k: v.float() for k, v in torch.load(${quoted(path)}).items()}, 'weights.pth')`)}.`
      : `${path} names ${name}, which is no part of a state dict; it is refused, and nothing of it was run. If it is a whole model and you trust where it comes from, save its weights alone, by ${python(`torch.save(torch.load(${quoted(path)}, weights_only=False).state_dict(), 'weights.pth')`)}.`,
  );
export const notStateDict = (path: string, why: string) =>
  new InputError(
    `${path} is not a state dict of PyTorch: ${why.replace(/\.$/, '')}. Save one by \`torch.save(model.state_dict(), 'weights.pth')\`, or as safetensors.`,
  );
export const scriptedModel = (path: string) =>
  new InputError(
    `${path} is a TorchScript program, and a state dict was expected. Save its weights by ${python(`torch.save(torch.jit.load(${quoted(path)}).state_dict(), 'weights.pth')`)}.`,
  );
export const brokenZip = (path: string, found: number) =>
  new InputError(
    `${path} (${found} bytes) begins like a zip archive and cannot be read: it is cut short or damaged. Fetch it again.`,
  );
export const otherByteOrder = (path: string) =>
  new InputError(
    `${path} was written by a machine of another byte order, and little-endian values were expected. Save it again on such a machine.`,
  );
export const namesOfElsewhere = (path: string, first: string) =>
  new InputError(
    `${path} has no tensors by the names of codistill; one is called "${first}". Say whose names they are, such as from: 'torchvision'.`,
  );
export const otherNetworks = (path: string, network: string, known: readonly string[]) =>
  new InputError(
    `${path} holds the networks ${known.join(', ')}, and none of them is "${network}". Write the path as ${path}#${known[0] ?? 'a'}.`,
  );
export const noNetworks = (path: string, network: string) =>
  new InputError(
    `${path} is no checkpoint of several networks, and the network "${network}" of it was asked for. Leave the network out.`,
  );

export const unknownLayer = (layer: string, what: string) =>
  new InputError(
    `The layer "${layer}" of the model has ${what}, whose state or random numbers a training step does not see. Use a model without it.`,
  );
export const otherClasses = (found: number | null | undefined, classes: number) =>
  new InputError(
    `The model answers ${found ?? 'an unknown number of'} classes, and the data has ${classes}. Replace its last layer.`,
  );
export const otherImages = (found: readonly (number | null)[], images: readonly number[]) =>
  new InputError(
    `The model takes images of [${found.map((length) => length ?? 'any')}], and networks see [${images}]. Set the image size of the experiment, or use another model.`,
  );

export const otherOutput = (count: number, shape: readonly number[] | undefined) =>
  new InputError(
    `The graph model has ${count === 1 ? `an output of [${shape}]` : `${count} outputs`}, and one of [batch, classes] was expected. Name the output with the logits.`,
  );
