import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { tensorShapes } from '@codistill/core/engine';
import { cpu } from '@codistill/runtime-cpu';
import { failing, formatUse, loadRegistry, parseUse } from '@codistill/study';
import { classesIn, encodeWeights, importWeights, readWeightFile } from '@codistill/weights';
import { missingFlag, unreadableWeights } from '../errors.ts';
import { exitCodes } from '../exit.ts';
import { command, pluginArg, print, valuesOf, wholeNumber } from './command.ts';

/** `import` is a word of the language. */
export const importCommand = command({
  name: 'import',
  about: 'Make weights of torchvision or timm those of a backbone, in a file of codistill',
  more: 'The file is safetensors, or a state dict of PyTorch (.pth). Its tensors are compared with those of the backbone by name and shape. Nothing in it is run.',
  takesPlugins: true,
  examples: [
    [
      'codistill import resnet18.safetensors --backbone resnet18 --from torchvision --out teacher.safetensors',
      'of torchvision',
    ],
    [
      'codistill import vit.pth --backbone vit-ti:patch=16 --from timm --out vit.safetensors',
      'a state dict of timm',
    ],
  ],
  args: {
    file: { type: 'positional', required: true, description: 'The file of weights.' },
    backbone: { type: 'string', description: 'The backbone of these weights; required.' },
    from: {
      type: 'string',
      valueHint: 'torchvision|timm|codistill',
      description: 'The library whose names the file has; default torchvision.',
    },
    classes: {
      type: 'string',
      valueHint: 'N',
      description: 'Number of classes; default that of the classifier in the file.',
    },
    image: {
      type: 'string',
      valueHint: 'S',
      description:
        'Side of the images, which matters to backbones that learn positions; default 224.',
    },
    channels: { type: 'string', valueHint: 'N', description: 'Channels of images; default 3.' },
    allow: {
      type: 'string',
      valueHint: 'NAME,...',
      description:
        'Tensors that may be missing, left over or of another shape, with * for any characters; they are not written.',
    },
    out: {
      type: 'string',
      valueHint: 'FILE',
      description: 'File to write; default weights.safetensors.',
    },
    ...pluginArg,
  },
  async run(given, raw) {
    const cwd = process.cwd();
    const registry = await loadRegistry(valuesOf('plugin', raw), cwd);
    if (given.backbone === undefined) throw missingFlag('import', 'backbone', 'resnet18');
    const use = parseUse(given.backbone);
    const backbone = registry.build('backbone', use);
    const from = given.from ?? 'torchvision';
    const side = wholeNumber('image', given.image) ?? 224;
    const channels = wholeNumber('channels', given.channels) ?? 3;
    const file = readWeightFile(await bytesOf(path.resolve(cwd, given.file)), given.file);
    const classes =
      wholeNumber('classes', given.classes) ?? classesIn(file, backbone, from) ?? 1000;
    await cpu();
    const allow = valuesOf('allow', raw);
    const network = importWeights(file, backbone, shapesOf, { library: from, allow });
    const out = path.resolve(cwd, given.out ?? 'weights.safetensors');
    await mkdir(path.dirname(out), { recursive: true });
    const about = { backbone: JSON.stringify(use), classes: String(classes), image: String(side) };
    await writeFile(out, encodeWeights(network, about));
    const count = Object.keys({ ...network.params, ...network.stats }).length;
    print(
      `${count} tensors of ${formatUse(use)} for ${classes} classes are in ${path.relative(cwd, out)}.`,
    );
    return exitCodes.ok;

    function shapesOf() {
      try {
        return tensorShapes(backbone, [side, side, channels], classes);
      } catch (error) {
        throw failing(`The backbone "${formatUse(use)}"`, error);
      }
    }
  },
});

async function bytesOf(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    throw unreadableWeights(file, (error as NodeJS.ErrnoException).code ?? String(error));
  }
}
